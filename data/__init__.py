"""What everything else stands on: records, configuration, registers and the store."""
