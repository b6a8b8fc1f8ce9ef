"""Rules of the stream: the delivery rule above all."""
