/// A whole file that goes along with the event of it.
public struct AttachedFile: Hashable, Sendable {
  public var id: MessageID
  /// Made harmless; see `FileName.shown`.
  public var name: String
  /// The media type by content.
  public var type: String
  /// In bytes.
  public var size: Int64
  /// Where its bytes are; nil until they are found.
  public var path: String?

  public init(
    id: MessageID, name: String, type: String, size: Int64, path: String? = nil
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.size = size
    self.path = path
  }

  /// The file that the JSON of an event tells of; nil where that is no whole file of a contact, or
  /// a larger one.
  public init?(ofEvent json: String, sizeMax: Int64) {
    guard let event = try? JSONValue(json: json.utf8), event["type"] == .string("file"),
      let data = event["data"], data["state"] == .string("whole"),
      data["direction"] == .string(Item.Direction.inbound.rawValue),
      case .integer(let id)? = data["id"], case .string(let name)? = data["file"],
      case .integer(let size)? = data["size"], size <= sizeMax
    else { return nil }
    var type = "application/octet-stream"
    if case .string(let known)? = data["type"] { type = known }
    self.init(id: MessageID(id), name: name, type: type, size: size)
  }
}

extension JSONValue {
  /// A member of an object.
  fileprivate subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}
