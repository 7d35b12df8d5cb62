import Testing
import ToxCore
import ToxWire

@testable import ToxSimulation

@Suite struct `A person's contact` {
  private func contact(saying count: UInt8, window: Int = 2) -> Contact {
    var contact = Contact(key: LongTermPublicKey(.zero))
    contact.said = (0..<count).map { [$0] }
    contact.window = window
    contact.isOnline = true
    return contact
  }

  private func position(_ number: UInt32, session: UInt64 = 1) -> StreamPosition {
    StreamPosition(session: SessionID(session), number: number)
  }

  @Test func `messages go in order and no more than the window`() {
    var contact = contact(saying: 3)
    #expect(contact.next == [0])
    contact.inFlight.append(position(7))
    #expect(contact.next == [1])
    contact.inFlight.append(position(9))
    #expect(contact.next == nil)
  }

  @Test func `a receipt covers everything before it, also where numbers wrap`() {
    var contact = contact(saying: 3)
    contact.inFlight = [position(.max), position(1)]
    contact.acknowledged(through: position(0))
    #expect(contact.receipts == 1)
    contact.acknowledged(through: position(5))
    #expect(contact.receipts == 2)
    #expect(contact.next == [2])
  }

  @Test func `a receipt of another session means nothing`() {
    var contact = contact(saying: 1)
    contact.inFlight = [position(1)]
    contact.acknowledged(through: position(1, session: 2))
    #expect(contact.receipts == 0)
  }

  @Test func `what has no receipt is said again after a loss of the contact`() {
    var contact = contact(saying: 2)
    contact.inFlight = [position(1), position(2)]
    contact.acknowledged(through: position(1))
    contact.wentOffline()
    #expect(contact.next == nil)
    contact.isOnline = true
    #expect(contact.next == [1])
  }
}
