"""The stream as a member of a Kafka group: a Faust app over the same steps and the same rule."""
