"""What several chapters ask of the evidence, each answered in one place; where their rules differ, they stand there."""
