import OrderedCollections
import ToxWire

/// What was opened lately: the same content comes over each node that stores us, in copies that
/// only their outer boxes tell apart.
///
/// Only what its sender proved to have sealed is remembered, so that no one else can have a content
/// taken for a copy.
struct RecentOnionData {
  private struct Content: Hashable {
    var sender: LongTermPublicKey
    var nonce: Nonce
  }

  private let capacity: Int
  private var contents: OrderedSet<Content> = []

  init(capacity: Int) { self.capacity = capacity }

  func contains(_ data: OnionData, nonce: Nonce) -> Bool {
    contents.contains(Content(sender: data.sender, nonce: nonce))
  }

  mutating func insert(_ data: OnionData, nonce: Nonce) {
    if contents.count == capacity { contents.removeFirst() }
    contents.append(Content(sender: data.sender, nonce: nonce))
  }
}
