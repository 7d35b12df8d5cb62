import CLua

extension clua_value {
  init(_ kind: clua_kind, integer: Int64 = 0, number: Double = 0) {
    self.init()
    self.kind = kind
    self.integer = integer
    self.number = number
  }

  init(_ object: ObjectKind, handle: Int64) {
    self.init(CLUA_OBJECT, integer: handle)
    type = object.number
  }

  /// A copy of a string's bytes, repaired where they are no UTF-8.
  var text: String {
    let bytes = UnsafeRawBufferPointer(start: self.bytes, count: count)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension LuaValue {
  /// Nil for a table, which has to be read, and for a function.
  init?(_ value: clua_value) {
    switch value.kind {
    case CLUA_NIL: self = .nil
    case CLUA_BOOLEAN: self = .boolean(value.integer != 0)
    case CLUA_INTEGER: self = .integer(value.integer)
    case CLUA_NUMBER: self = .number(value.number)
    case CLUA_STRING: self = .string(value.text)
    case CLUA_OBJECT:
      guard let kind = ObjectKind.all.first(where: { $0.number == value.type }) else { return nil }
      self = .object(kind, value.integer)
    default: return nil
    }
  }

  /// Reads the value that begins at `cursor` of a flattened table.
  init(tree: UnsafeBufferPointer<clua_value>, cursor: inout Int) {
    let node = tree[cursor]
    cursor += 1
    guard node.kind == CLUA_TABLE else {
      self = LuaValue(node) ?? .nil
      return
    }
    var entries: [Entry] = []
    while tree[cursor].kind != CLUA_END {
      let key = LuaValue(tree: tree, cursor: &cursor)
      let value = LuaValue(tree: tree, cursor: &cursor)
      entries.append(Entry(key: key, value: value))
    }
    cursor += 1
    self = .table(entries)
  }
}
