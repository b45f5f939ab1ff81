// Opens a DAWproject with openDAW's own importer, says what it made of it, and renders it.
// openDAW's libraries are LGPL-3, its studio core AGPL-3: they are installed into a temporary
// folder for this check only; nothing of them is part of Tonmeister.
import {Option, UUID, DefaultObservableValue} from "@opendaw/lib-std"
import {AnimationFrame} from "@opendaw/lib-dom"
import {AudioData, PPQN} from "@opendaw/lib-dsp"
import {DawProject, DawProjectImport, OfflineEngineRenderer, Project} from "@opendaw/studio-core"
import {WasmEngine} from "@opendaw/studio-core-wasm"
import {AudioBusBox, AudioRegionBox, AudioUnitBox, AuxSendBox, TapeDeviceBox, TimelineBox}
    from "@opendaw/studio-boxes"

const tell = (what, body) => fetch(what, {method: "POST", body})

const decoded = async (buffer) => {
    const context = new OfflineAudioContext(2, 1, 48000)
    const sound = await context.decodeAudioData(buffer.slice(0))
    const data = AudioData.create(sound.sampleRate, sound.length, sound.numberOfChannels)
    for (let n = 0; n < sound.numberOfChannels; n++) data.frames[n].set(sound.getChannelData(n))
    return data
}

const loader = (uuid, data) => ({
    uuid, data: Option.wrap(data), peaks: Option.None, state: {type: "loaded"},
    invalidate() {},
    subscribe(observer) {
        observer({type: "loaded"})
        return {terminate() {}}
    }
})

const samples = (sounds) => ({
    getOrCreate: (uuid) => loader(uuid, sounds.get(UUID.toString(uuid))),
    record() {}, invalidate() {}, remove() {}, register: () => ({terminate() {}})
})

const named = (unit) => unit.input.pointerHub.incoming().map(({box}) =>
    box instanceof AudioBusBox || box instanceof TapeDeviceBox ? box.label.getValue() : "?")[0] ?? ""

const described = (boxes) => ({
    bpm: boxes.find(box => box instanceof TimelineBox).bpm.getValue(),
    units: boxes.filter(box => box instanceof AudioUnitBox).map(unit => ({
        name: named(unit), volume_db: unit.volume.getValue(), pan: unit.panning.getValue(),
        mute: unit.mute.getValue(),
        output: unit.output.targetVertex.match({
            none: () => "", some: ({box}) => box instanceof AudioBusBox ? box.label.getValue() : ""
        })
    })),
    regions: boxes.filter(box => box instanceof AudioRegionBox).map(region => ({
        label: region.label.getValue(), at_quarters: region.position.getValue() / PPQN.Quarter,
        length_quarters: region.duration.getValue() / PPQN.Quarter, mute: region.mute.getValue()
    })),
    sends: boxes.filter(box => box instanceof AuxSendBox).map(send => ({
        level_db: send.sendGain.getValue(), pre: send.routing.getValue() === 0
    }))
})

const main = async () => {
    AnimationFrame.start(window)
    WasmEngine.install({
        processorUrl: "/wasm-processor.js", offlineWorkerUrl: "/wasm-offline-worker.js",
        wasmUrl: ""
    })
    const name = new URLSearchParams(location.search).get("file")
    const {project: schema, resources} = await DawProject.decode(
        await (await fetch(`/${encodeURIComponent(name)}`)).arrayBuffer())
    const {audioIds, skeleton} = await DawProjectImport.read(schema, resources)
    await tell("/made", JSON.stringify(described(skeleton.boxGraph.boxes())))
    const sounds = new Map()
    for (const uuid of audioIds) {
        sounds.set(UUID.toString(uuid), await decoded(resources.fromUUID(uuid).buffer))
    }
    const nothing = {getOrCreate() {}, remove() {}, invalidate() {}, register: () => ({terminate() {}})}
    const project = Project.fromSkeleton({
        audioContext: new OfflineAudioContext(2, 1, 48000), audioWorklets: {},
        sampleManager: samples(sounds), soundfontManager: nothing, sampleService: {},
        soundfontService: {}
    }, skeleton)
    const rendered = await OfflineEngineRenderer.start(
        project, Option.None, new DefaultObservableValue(0.0), undefined, 48000)
    const out = new Float32Array(rendered.numberOfFrames * 2)
    for (let n = 0; n < rendered.numberOfFrames; n++) {
        out[2 * n] = rendered.frames[0][n]
        out[2 * n + 1] = rendered.frames[1][n]
    }
    await tell("/heard", out.buffer)
}

main().catch(error => tell("/failed", `${error?.message ?? error}\n${error?.stack ?? ""}`))
    .finally(() => tell("/done", ""))
