import Glibc

/// What an editor reads: a person's bytes, what others print meanwhile, and what the system says.
///
/// Used by the editor's thread alone.
final class EditorInput {
  /// What interrupts the wait for a key, a byte each.
  enum Interruption: UInt8 {
    case end, suspend, resume, resize
  }

  /// A pasted text is cut behind this: 1 MiB.
  static let pasteBytesMax = 1 << 20

  private let keyboard: Int32
  /// What is printed while the editor has the terminal.
  private let printed: Int32
  private let interruptions: Int32

  private var keys: [UInt8] = []
  private var keysTaken = 0
  /// Printed bytes of whole lines, and of the line that is not whole yet.
  private var lines: [UInt8] = []
  private var unfinishedLine: [UInt8] = []
  private(set) var isAtEnd = false
  /// What the last wait brought, for `next` to act on.
  private var interruption: Interruption?

  init(keyboard: Int32, printed: Int32, interruptions: Int32) {
    self.keyboard = keyboard
    self.printed = printed
    self.interruptions = interruptions
  }

  enum Next {
    case key(Unicode.Scalar)
    case lines
    case interrupted(Interruption)
    case end
  }

  /// Waits for whatever comes first. A key sequence that is there in full is not torn apart.
  func next() -> Next {
    while true {
      if isAtEnd { return .end }
      if let interruption {
        self.interruption = nil
        return .interrupted(interruption)
      }
      if let key = takeKey() { return .key(key) }
      if !lines.isEmpty { return .lines }
      wait()
    }
  }

  /// The whole lines that were printed.
  func takeLines() -> [UInt8] {
    defer { lines.removeAll() }
    return lines
  }

  /// Everything that was printed and is not shown yet, once nothing is printed here any more: reads
  /// until a write under way is done.
  func drain() -> [UInt8] {
    while isReadable(printed), takePrinted() {}
    defer { (lines, unfinishedLine) = ([], []) }
    return lines + unfinishedLine
  }

  /// The text up to the mark that ends a paste, and whether it was too long to be taken whole.
  ///
  /// What is printed meanwhile stays in its pipe: a terminal may never send the mark.
  func takePaste() -> (text: String, isCut: Bool) {
    var text: [UInt8] = []
    var isCut = false
    while !isAtEnd {
      while keysTaken < keys.count {
        text.append(keys[keysTaken])
        keysTaken += 1
        if text.last == Self.pasteEnd.last, text.suffix(Self.pasteEnd.count) == Self.pasteEnd {
          text.removeLast(Self.pasteEnd.count)
          return (Self.pasted(text), isCut || text.count > Self.pasteBytesMax)
        }
        // The mark is looked for in what is dropped, too.
        if text.count >= 2 * Self.pasteBytesMax {
          text.removeSubrange(Self.pasteBytesMax..<(text.count - Self.pasteEnd.count))
          isCut = true
        }
      }
      wait(readsPrinted: false)
    }
    return (Self.pasted(text), isCut)
  }

  private static let pasteEnd = ArraySlice("\u{1b}[201~".utf8)

  /// Terminals send what was copied with carriage returns for line ends. A zero would end the text.
  private static func pasted(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix(pasteBytesMax), as: UTF8.self).replacing("\r\n", with: "\n")
      .replacing("\r", with: "\n").replacing("\0", with: "")
  }

  // MARK: Bytes

  private func takeKey() -> Unicode.Scalar? {
    guard keysTaken < keys.count else { return nil }
    let first = keys[keysTaken]
    let width =
      switch first {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    // The rest of a letter that a read tore apart comes with the next.
    guard keysTaken + width <= keys.count else { return nil }
    let letter = keys[keysTaken..<(keysTaken + width)]
    let scalars = String(decoding: letter, as: UTF8.self).unicodeScalars
    guard scalars.count == 1, let scalar = scalars.first else {
      keysTaken += 1
      return "\u{FFFD}"
    }
    keysTaken += width
    // Control characters beyond ASCII are no keys, and one of them is the editor's own.
    return (0x80..<0xA0).contains(scalar.value) ? "\u{FFFD}" : scalar
  }

  private func wait(readsPrinted: Bool = true) {
    // poll(2) leaves out a descriptor below zero.
    var wishes = [keyboard, readsPrinted ? printed : -1, interruptions].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&wishes, nfds_t(wishes.count), -1) > 0 else {
      if errno != EINTR { isAtEnd = true }
      return
    }
    if wishes[2].revents != 0 { takeInterruption() }
    if wishes[1].revents != 0 { _ = takePrinted() }
    if wishes[0].revents != 0 { takeKeys() }
  }

  private func takeKeys() {
    keys.removeFirst(keysTaken)
    keysTaken = 0
    guard let bytes = Self.read(keyboard) else {
      isAtEnd = true
      return
    }
    keys += bytes
  }

  private func takeInterruption() {
    guard let bytes = Self.read(interruptions) else { return }
    let all = bytes.compactMap(Interruption.init(rawValue:))
    if all.contains(.end) { isAtEnd = true }
    interruption = all.contains(.suspend) ? .suspend : all.last
  }

  /// - Returns: whether there may be more.
  private func takePrinted() -> Bool {
    guard let bytes = Self.read(printed) else { return false }
    unfinishedLine += bytes
    if let end = unfinishedLine.lastIndex(of: UInt8(ascii: "\n")) {
      lines += unfinishedLine[...end]
      unfinishedLine.removeFirst(end + 1)
    }
    return true
  }

  /// At its end, too.
  private func isReadable(_ descriptor: Int32) -> Bool {
    var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wish, 1, 1_000) > 0
  }

  /// - Returns: nil at the end.
  private static func read(_ descriptor: Int32) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
    return bytes.isEmpty ? nil : bytes
  }
}
