import ToxWire
