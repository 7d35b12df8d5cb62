/// The position of a message in the stream of one session with a contact, in either direction.
/// Numbers are compared within one session only, and may wrap around.
package struct MessagePosition: Hashable, Sendable {
  /// A session with one contact; each reconnection begins a new one.
  package struct Session: Hashable, Sendable {
    package var rawValue: UInt64
    package init(_ rawValue: UInt64) { self.rawValue = rawValue }
  }

  package var session: Session
  package var number: UInt32

  package init(session: Session, number: UInt32) {
    self.session = session
    self.number = number
  }
}
