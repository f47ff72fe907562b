"""The sample of `intake demo`: a made-up city's listening sessions in twelve languages."""

from intake.sample.filling import EMAIL, NAME, Sample, fill

__all__ = ["EMAIL", "NAME", "Sample", "fill"]
