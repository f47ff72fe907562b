"""The sample of `intake demo`: a made-up city's listening sessions in all page languages."""

from intake.sample.filling import EMAIL, NAME, Sample, fill

__all__ = ["EMAIL", "NAME", "Sample", "fill"]
