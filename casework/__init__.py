"""What people do with a finding: triage, cases, alerts."""
