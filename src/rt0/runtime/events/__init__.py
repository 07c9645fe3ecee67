"""The event ring that a trace build of the runtime writes and `rt0 walk` reads."""
