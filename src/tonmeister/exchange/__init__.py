"""Files that leave the house: masters, stems, the report."""
