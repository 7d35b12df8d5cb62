import GatewayCore

/// The files of a conversation in memory: all but their bytes.
struct TryFiles {
  /// In the order in which they were offered.
  private(set) var items: [FileItem] = []
  private(set) var kept: Set<MessageID> = []
  /// Those that a person has not been told of.
  private var changed: Set<MessageID> = []

  subscript(id: MessageID) -> FileItem? { items.first { $0.id == id } }

  mutating func add(_ item: FileItem) {
    items.append(item)
    changed.insert(item.id)
  }

  mutating func takeChanged() -> [FileItem] {
    defer { changed = [] }
    return items.filter { changed.contains($0.id) }
  }

  mutating func keep(_ id: MessageID) { kept.insert(id) }

  /// The oldest of a contact that is in one of these states.
  func oldest(
    _ direction: Item.Direction, of contact: ContactKey, in states: Set<FileItem.State>
  ) -> FileItem? {
    items.first {
      $0.direction == direction && $0.contact == contact && states.contains($0.state)
    }
  }

  @discardableResult
  mutating func change(_ id: MessageID, _ body: (inout FileItem) -> Void) -> FileItem? {
    guard let index = items.firstIndex(where: { $0.id == id }) else { return nil }
    body(&items[index])
    changed.insert(id)
    return items[index]
  }

  mutating func end(
    _ id: MessageID, _ state: FileItem.State, because failure: FileFailure
  ) -> FileItem? {
    change(id) {
      $0.state = state
      $0.failure = failure
    }
  }
}
