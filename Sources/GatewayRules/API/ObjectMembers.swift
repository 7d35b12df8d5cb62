/// Makes the functions and fields of one kind of object: each is called on such an object, and gets
/// what stands behind it in the event.
struct ObjectMembers<Object>: Sendable {
  typealias Body = @Sendable (RuleSession, Object, inout HostCall) throws(HostError) -> Void

  let kind: ObjectKind
  /// What the object with this number stands for.
  let current: @Sendable (RuleSession, Int64) throws(HostError) -> Object

  init(
    of kind: ObjectKind,
    _ current: @escaping @Sendable (RuleSession, Int64) throws(HostError) -> Object
  ) {
    self.kind = kind
    self.current = current
  }

  func callAsFunction(
    _ name: String, signature: String, help: String, _ body: @escaping Body
  ) -> HostFunction<RuleSession> {
    HostFunction(name, signature: signature, help: help) { (session, call) throws(HostError) in
      let number = try call.handle(0, kind)
      try body(session, try current(session, number), &call)
    }
  }
}
