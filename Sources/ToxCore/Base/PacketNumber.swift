extension UInt32 {
  /// Whether this packet number is `other` or comes before it; numbers wrap at 2^32.
  func isAtOrBefore(_ other: UInt32) -> Bool { Int32(bitPattern: self &- other) <= 0 }
}
