import Foundation
import Gateway
import GatewayCore

/// How far a file has come, as a bar on a terminal at standard error; elsewhere nothing.
struct FileProgress {
  private let name: String
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant?
  /// Where it was when the first bytes were told: a resumed file is not faster than it is.
  private var first: (position: UInt64, at: ContinuousClock.Instant)?
  private let isShown: Bool

  private static let width = 20
  private static let pause = Duration.milliseconds(100)

  init(_ name: String, isShown: Bool = Terminal.isErrors) {
    self.name = name
    self.isShown = isShown
    start = clock.now
  }

  mutating func show(_ position: UInt64, of size: UInt64?) {
    // What is said while the contact is waited for has the lines for itself.
    guard position > 0 else { return }
    let now = clock.now
    if first == nil { first = (position, now) }
    guard isShown, last.map({ now - $0 >= Self.pause }) ?? true else { return }
    last = now
    Output.overwrite(line(position, of: size, at: now))
  }

  /// Takes the bar away.
  func end() {
    if isShown, last != nil { Output.overwrite(nil) }
  }

  /// minutes.pdf  [##########          ]  50 %  12 MB of 24 MB  1.2 MB/s
  private func line(
    _ position: UInt64, of size: UInt64?, at now: ContinuousClock.Instant
  ) -> OutputLine {
    let done = ByteSize.words(Int64(clamping: position))
    let short = name.count > 24 ? "\(name.prefix(23))…" : name
    guard let size, size > 0 else { return "\(short)  \(done)\(speed(position, at: now))" }
    let part = min(1, Double(position) / Double(size))
    let marks = Int(part * Double(Self.width))
    let bar =
      String(repeating: "#", count: marks)
      + String(repeating: " ", count: Self.width - marks)
    return "\(short)  [\(bar)]  \(Int(part * 100)) %  \(done) of"
      + " \(ByteSize.words(Int64(clamping: size)))\(speed(position, at: now))"
  }

  private func speed(_ position: UInt64, at now: ContinuousClock.Instant) -> String {
    guard let first, now - first.at > .seconds(1), position > first.position else { return "" }
    let rate = Double(position - first.position) / ((now - first.at) / .seconds(1))
    return "  \(ByteSize.words(Int64(rate)))/s"
  }
}
