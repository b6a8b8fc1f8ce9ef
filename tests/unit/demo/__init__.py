"""Rules of the demo world and its boards, without sockets."""
