/// Which bytes of a file an answer has.
///
/// - Source: RFC 9110, 13.1.5, 14.1.2, 14.2
enum ByteSelection: Hashable {
  case all
  /// Not empty, and within the file.
  case part(Range<UInt64>)
  /// The client wants bytes that are not there.
  case unsatisfiable

  /// What can't be understood, and several ranges in one request, select everything, as the RFC
  /// allows.
  ///
  /// - Parameters:
  ///   - range: the field `Range`, if there is one.
  ///   - condition: the field `If-Range`, if there is one: the range is of the
  ///     content with this tag.
  ///   - tag: the strong entity tag of the file; nil where it has none.
  init(range: String?, if condition: String?, tag: String?, size: UInt64) {
    guard let range, condition == nil || condition == tag,
      let (first, last) = Self.ends(of: range)
    else {
      self = .all
      return
    }
    switch (first, last) {
    case (let first?, let last):
      guard last.map({ first <= $0 }) ?? true else {
        self = .all
        return
      }
      self = first < size ? .part(first..<min(last ?? .max, size - 1) + 1) : .unsatisfiable
    case (nil, let count?):
      self = count > 0 && size > 0 ? .part((size - min(count, size))..<size) : .unsatisfiable
    case (nil, nil): self = .all
    }
  }

  /// The two numbers of "bytes=FIRST-LAST", of which one may be missing.
  private static func ends(of range: String) -> (UInt64?, UInt64?)? {
    let unit = "bytes="
    guard range.lowercased().hasPrefix(unit) else { return nil }
    let halves = range.dropFirst(unit.count).split(
      separator: "-", omittingEmptySubsequences: false
    ).map { $0.drop { " \t".contains($0) } }
    guard halves.count == 2, halves.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }) else {
      return nil
    }
    return (number(halves[0]), number(halves[1]))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A number that is too large for anything is larger than any file.
  private static func number(_ digits: Substring) -> UInt64? {
    digits.isEmpty ? nil : UInt64(digits) ?? .max
  }
}
