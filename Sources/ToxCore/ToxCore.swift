// filled by the first type of this target
