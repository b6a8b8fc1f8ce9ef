"""What all layers share: on a busy machine a property may take its time."""

from hypothesis import HealthCheck, settings

settings.register_profile("prospekt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("prospekt")
