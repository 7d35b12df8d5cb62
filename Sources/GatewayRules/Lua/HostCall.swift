import CLua

/// One call from Lua into the host: its arguments, and the place for its answers.
///
/// Arguments are borrowed from the machine for as long as the call lasts.
struct HostCall {
  let vm: OpaquePointer
  let arguments: UnsafeBufferPointer<clua_value>
  /// Bytes of text that its tables may hold.
  let textBytesMax: Int

  var count: Int { arguments.count }

  func isNil(_ index: Int) -> Bool {
    index >= arguments.count || arguments[index].kind == CLUA_NIL
  }

  func isFunction(_ index: Int) -> Bool {
    index < arguments.count && arguments[index].kind == CLUA_FUNCTION
  }

  /// Whether it is a text, and no number.
  func isText(_ index: Int) -> Bool {
    index < arguments.count && arguments[index].kind == CLUA_STRING
  }

  /// A text; numbers are taken as their text, as everywhere in Lua.
  func string(
    _ index: Int, _ what: String, bytesMax: Int = .max
  ) throws(HostError) -> String {
    guard let text = optionalString(index) else {
      throw mismatch(index, what: what, wanted: "a text")
    }
    guard text.utf8.count <= bytesMax else {
      throw HostError("\(what) has at most \(bytesMax) bytes")
    }
    return text
  }

  /// Nil where the argument is missing or no text.
  func optionalString(_ index: Int) -> String? {
    guard index < arguments.count else { return nil }
    switch arguments[index].kind {
    case CLUA_STRING: return arguments[index].text
    case CLUA_INTEGER: return String(arguments[index].integer)
    case CLUA_NUMBER: return arguments[index].number.description
    default: return nil
    }
  }

  func number(_ index: Int, _ what: String) throws(HostError) -> Double {
    guard index < arguments.count else { throw mismatch(index, what: what, wanted: "a number") }
    switch arguments[index].kind {
    case CLUA_INTEGER: return Double(arguments[index].integer)
    case CLUA_NUMBER: return arguments[index].number
    default: throw mismatch(index, what: what, wanted: "a number")
    }
  }

  /// The handle of an object of this kind.
  func handle(_ index: Int, _ kind: ObjectKind) throws(HostError) -> Int64 {
    guard index < arguments.count, arguments[index].kind == CLUA_OBJECT,
      arguments[index].type == kind.number
    else {
      throw HostError("this is called with a ':' on a \(kind.name)")
    }
    return arguments[index].integer
  }

  /// Any argument but a function, tables with all that they hold.
  func value(_ index: Int) throws(HostError) -> LuaValue {
    guard index < arguments.count else { return .nil }
    guard arguments[index].kind == CLUA_TABLE else {
      guard let value = LuaValue(arguments[index]) else {
        throw HostError("a function cannot be given here")
      }
      return value
    }
    var nodes: UnsafePointer<clua_value>?
    var count = 0
    switch clua_read_table(vm, Int32(index), &nodes, &count) {
    case CLUA_READ: break
    case CLUA_TOO_DEEP: throw HostError("the table is nested too deeply, or holds itself")
    case CLUA_TOO_LARGE:
      throw HostError(
        """
        the table is too large: more than \(LuaState.tableValuesMax) values or \(textBytesMax) \
        bytes of text
        """)
    default: throw HostError("the table holds a function")
    }
    let tree = UnsafeBufferPointer(start: nodes, count: count)
    var cursor = 0
    return LuaValue(tree: tree, cursor: &cursor)
  }

  func keepFunction(_ index: Int, in slot: Int32) { clua_keep(vm, Int32(index), slot) }

  /// Makes the rule pay for work that is about to be done: about one unit for each byte.
  ///
  /// - Throws: where the budget does not allow it; the rule then ends, whatever the error says.
  func charge(_ instructions: Int) throws(HostError) {
    guard clua_pay(vm, Int64(instructions)) else { throw HostError("a budget has run out") }
  }

  func mismatch(_ index: Int, what: String, wanted: String) -> HostError {
    let given =
      if index >= arguments.count {
        "nothing"
      } else if let value = LuaValue(arguments[index]) {
        value.kindName
      } else {
        arguments[index].kind == CLUA_TABLE ? "a table" : "a function"
      }
    return HostError("\(what) must be \(wanted), not \(given)")
  }
}

extension HostCall {
  func answer(_ boolean: Bool) {
    _ = clua_answer(vm, clua_value(CLUA_BOOLEAN, integer: boolean ? 1 : 0))
  }

  func answer(_ integer: Int64) { _ = clua_answer(vm, clua_value(CLUA_INTEGER, integer: integer)) }

  func answer(_ kind: ObjectKind, handle: Int64) {
    _ = clua_answer(vm, clua_value(kind, handle: handle))
  }

  func answerNil() { _ = clua_answer(vm, clua_value(CLUA_NIL)) }

  func answer(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var value = clua_value(CLUA_STRING)
      bytes.withMemoryRebound(to: CChar.self) {
        value.bytes = $0.baseAddress
        value.count = $0.count
        _ = clua_answer(vm, value)
      }
    }
  }

  /// Answers with the text, or with nil where there is none.
  func answer(optional text: String?) {
    if let text { answer(text) } else { answerNil() }
  }

  func answer(_ value: LuaValue) {
    switch value {
    case .nil: answerNil()
    case .boolean(let boolean): answer(boolean)
    case .integer(let integer): answer(integer)
    case .number(let number): _ = clua_answer(vm, clua_value(CLUA_NUMBER, number: number))
    case .string(let text): answer(text)
    case .object(let kind, let handle): answer(kind, handle: handle)
    case .table(let entries):
      _ = clua_answer(vm, clua_value(CLUA_TABLE))
      // Lua has no key nil; a record may list a field that is absent.
      for entry in entries where entry.value != .nil {
        answer(entry.key)
        answer(entry.value)
      }
      _ = clua_answer(vm, clua_value(CLUA_END))
    }
  }
}
