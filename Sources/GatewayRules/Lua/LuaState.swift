import CLua
import GatewayCore

/// One Lua machine with a sandbox, limits, and the host's functions.
///
/// It takes no locks: it belongs to one isolation domain, which its not being Sendable enforces.
final class LuaState {
  typealias Dispatch = (Int32, inout HostCall) throws(HostError) -> Void
  typealias ResultTaker = (inout HostCall) throws(HostError) -> Void

  struct Fault: Error {
    var reason: RuleFailure.Reason
    var line: Int?
    var message: String
    /// Whether the script composed the message; else Lua or the host did.
    var isByScript = false
  }

  /// Values, keys included, of a table that the host reads.
  static let tableValuesMax = CLUA_TABLE_VALUES_MAX
  static let patternBytesMax = CLUA_PATTERN_BYTES_MAX

  private let vm: OpaquePointer
  private let box: DispatchBox
  private let chunkName: String

  /// - Parameter chunkName: how Lua's own messages call the script.
  /// - Returns: nil when there is no memory for a machine.
  init?(budget: RuleBudget, chunkName: String) {
    let block = min(budget.memoryBytes, budget.blockBytes)
    let box = DispatchBox(textBytesMax: block)
    let limits = clua_limits(
      instructions: budget.instructions, nanoseconds: budget.milliseconds * 1_000_000,
      memory: budget.memoryBytes, block: block)
    guard
      let vm = clua_create(limits, hostEntry, Unmanaged.passUnretained(box).toOpaque())
    else { return nil }
    box.vm = vm
    self.vm = vm
    self.box = box
    self.chunkName = chunkName
    for kind in ObjectKind.all {
      guard clua_define_object(vm, kind.number, kind.name, kind.isLasting) else { return nil }
    }
  }

  deinit { clua_destroy(vm) }

  /// Gives Lua the functions of these tables. The session must outlive the machine.
  func define<Session: AnyObject>(_ tables: [HostTable<Session>], for session: Session) -> Bool {
    var bodies: [HostFunction<Session>.Body] = []
    for table in tables {
      let fields = table.fields + table.retired
      for function in table.functions + fields {
        let isField = fields.contains { $0.name == function.name }
        guard place(function.name, at: table.place, isField: isField, number: Int32(bodies.count))
        else { return false }
        bodies.append(function.body)
      }
    }
    box.dispatch = { [unowned session, bodies] (number, call) throws(HostError) in
      try bodies[Int(number)](session, &call)
    }
    return true
  }

  private func place<Session>(
    _ name: String, at place: HostTable<Session>.Place, isField: Bool, number: Int32
  ) -> Bool {
    switch place {
    case .globals: clua_define_function(vm, nil, name, number)
    case .table(let table): clua_define_function(vm, table, name, number)
    case .object(let kind):
      isField
        ? clua_define_field(vm, kind.number, name, number)
        : clua_define_method(vm, kind.number, name, number)
    }
  }

  /// Runs a script once.
  func load(_ source: String) throws(Fault) {
    var source = source
    var failure = clua_failure()
    let name = "=\(chunkName)"
    let status = source.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        clua_load(vm, $0.baseAddress, $0.count, name, &failure)
      }
    }
    if let fault = fault(status, failure) { throw fault }
  }

  /// Starts an event: what is called until the next one shares one budget.
  func begin() { clua_begin(vm) }

  /// Frees what no rule holds any more. Between events; takes some 50 µs for a small bot.
  func forget() { clua_forget(vm) }

  /// Calls the function in `slot`, with a text as its last argument if one is given.
  ///
  /// - Returns: false when the function declined by returning `false`.
  func call(
    _ slot: Int32, _ arguments: [clua_value] = [], text: String
  ) throws(Fault) -> Bool {
    var text = text
    let result: Result<Bool, Fault> = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        var value = clua_value(CLUA_STRING)
        value.bytes = characters.baseAddress
        value.count = characters.count
        return Result { () throws(Fault) in try call(slot, arguments + [value]) }
      }
    }
    return try result.get()
  }

  /// Calls the function in `slot`.
  ///
  /// - Returns: false when the function declined by returning `false`.
  func call(_ slot: Int32, _ arguments: [clua_value] = []) throws(Fault) -> Bool {
    var failure = clua_failure()
    var declined = false
    let status = arguments.withUnsafeBufferPointer {
      clua_call(vm, slot, $0.baseAddress, Int32($0.count), &declined, &failure)
    }
    if let fault = fault(status, failure) { throw fault }
    return !declined
  }

  /// Calls the function in `slot` for its result, which is the argument of `take`.
  func call(
    _ slot: Int32, _ arguments: [clua_value], take: @escaping ResultTaker
  ) throws(Fault) {
    box.take = take
    defer { box.take = nil }
    var failure = clua_failure()
    let status = arguments.withUnsafeBufferPointer {
      clua_call_for_result(
        vm, slot, $0.baseAddress, Int32($0.count), DispatchBox.taker, &failure)
    }
    if let fault = fault(status, failure) { throw fault }
  }

  private func fault(_ status: clua_status, _ failure: clua_failure) -> Fault? {
    let line = failure.line > 0 ? Int(failure.line) : nil
    switch status {
    case CLUA_OK: return nil
    case CLUA_INSTRUCTIONS:
      return Fault(
        reason: .instructionBudget, line: line, message: "the rule used up its instructions")
    case CLUA_MEMORY:
      return Fault(reason: .memoryBudget, line: line, message: "the rule used up its memory")
    case CLUA_TIME:
      return Fault(reason: .timeBudget, line: line, message: "the rule used up its time")
    default:
      let text = failure.message.map { String(cString: $0) } ?? "unknown error"
      let reason: RuleFailure.Reason = status == CLUA_SYNTAX ? .syntax : .error
      var fault = locate(text, reason: reason, line: line)
      fault.isByScript = failure.by_script
      if !fault.isByScript { fault.message = MissingGlobal.explained(fault.message) }
      return fault
    }
  }

  /// Lua's messages begin with "name:line: "; what stands there is better than the innermost line,
  /// since `error` may blame the caller.
  private func locate(_ text: String, reason: RuleFailure.Reason, line: Int?) -> Fault {
    let prefix = "\(chunkName):"
    guard text.hasPrefix(prefix) else { return Fault(reason: reason, line: line, message: text) }
    let rest = text.dropFirst(prefix.count)
    guard let colon = rest.firstIndex(of: ":"), let number = Int(rest[..<colon]) else {
      return Fault(reason: reason, line: line, message: text)
    }
    let message = rest[rest.index(after: colon)...].drop { $0 == " " }
    return Fault(reason: reason, line: number, message: String(message))
  }
}

/// What the C function pointer finds its way back by.
private final class DispatchBox {
  let textBytesMax: Int
  var vm: OpaquePointer?
  var dispatch: LuaState.Dispatch?
  /// Takes the result of the function that is being called for one.
  var take: LuaState.ResultTaker?
  /// Its number as a function of the host.
  static let taker: Int32 = -1

  init(textBytesMax: Int) { self.textBytesMax = textBytesMax }
}

/// The one entry from C. Nothing may raise below it: it only records answers or a refusal.
private let hostEntry: clua_host = { context, number, arguments, count in
  guard let context else { return false }
  let box = Unmanaged<DispatchBox>.fromOpaque(context).takeUnretainedValue()
  guard let vm = box.vm, let dispatch = box.dispatch else { return false }
  var call = HostCall(
    vm: vm, arguments: UnsafeBufferPointer(start: arguments, count: Int(count)),
    textBytesMax: box.textBytesMax)
  do throws(HostError) {
    if number == DispatchBox.taker {
      try box.take?(&call)
    } else {
      try dispatch(number, &call)
    }
    return true
  } catch {
    var message = error.message
    message.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { clua_refuse(vm, $0.baseAddress, $0.count) }
    }
    return false
  }
}
