import Testing
import ToxWire

/// Checks the laws that every packet obeys, on bytes that are a valid one:
/// it encodes to the same bytes; a truncation is refused, or (where the end is open) is itself a
/// valid packet of that size; trailing bytes are refused or belong to it; no mutation traps.
///
/// - Parameters:
///   - sizeMin: the smallest valid size of a form with an open end; nil for a fixed form.
///   - isPadded: whether what decodes has its padding made anew when it is encoded.
func checkPacketLaws<Value: WireValue>(
  _ type: Value.Type, _ bytes: [UInt8], sizeMin: Int? = nil, isPadded: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(throws: Never.self, sourceLocation: sourceLocation) {
    let value = try Value(decoding: bytes)
    #expect(value.encoded() == bytes, sourceLocation: sourceLocation)
    #expect(try Value(decoding: value.encoded()) == value, sourceLocation: sourceLocation)
  }
  for size in 0..<bytes.count {
    let prefix = Array(bytes.prefix(size))
    let decoded = try? Value(decoding: prefix)
    if size < sizeMin ?? bytes.count {
      #expect(decoded == nil, "size \(size)", sourceLocation: sourceLocation)
    }
    if let decoded, !isPadded {
      #expect(decoded.encoded() == prefix, sourceLocation: sourceLocation)
    }
  }
  if sizeMin == nil {
    #expect(throws: WireError.self, sourceLocation: sourceLocation) {
      try Value(decoding: bytes + [0])
    }
  }
  checkMutationsDoNotTrap(type, bytes)
}

/// Flips bytes at seeded places; whatever decodes must encode without a trap.
private func checkMutationsDoNotTrap<Value: WireValue>(_ type: Value.Type, _ bytes: [UInt8]) {
  var state: UInt64 = 0x9e37_79b9_7f4a_7c15
  for _ in 0..<500 {
    var mutated = bytes
    for _ in 0..<3 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      mutated[Int(state >> 33) % mutated.count] = UInt8(truncatingIfNeeded: state >> 24)
    }
    _ = (try? Value(decoding: mutated))?.encoded()
  }
}
