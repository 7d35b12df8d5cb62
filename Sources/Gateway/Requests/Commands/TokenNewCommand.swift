package import GatewayCore
import GatewayEngine
import GatewayStore

/// Makes a token of the HTTP interface, whose text only the reply tells.
package struct TokenNewCommand: HomeCommand {
  package static let name = "token_new"
  package static let scope = Scope.key

  package var label: String
  package var granted: [Scope]

  /// The tokens of one home.
  static let countMax = 100
  private static let labelBytesMax = 64

  /// An authorization grants nothing that it does not have itself.
  package var scopes: [Scope] { [Self.scope] + granted }

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard !label.isEmpty, label.utf8.count <= Self.labelBytesMax, label.asProfileLine == label
    else {
      throw .invalid("A token's label is one line of 1 to \(Self.labelBytesMax) bytes.")
    }
    let scopes = Scope.allCases.filter(granted.contains)
    guard !scopes.isEmpty else { throw .invalid("A token needs at least one scope.") }
    return try transaction.storing { () throws(StoreError) in
      guard try transaction.countTokens() < Self.countMax else {
        return OperationResult(
          reply: .value(
            .failed("There are \(Self.countMax) tokens: revoke one that is not used any more.")))
      }
      let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
      let id = try transaction.addToken(label: label, scopes: scopes, now: now) { id in
        keys.hash(of: AccessToken(id: id, secret: secret))
      }
      let summary = TokenSummary(id: id, label: label, scopes: scopes, created: now)
      return OperationResult(
        reply: .value(.token(summary, text: AccessToken(id: id, secret: secret).text)))
    }
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(value: label)
  }
}

extension TokenNewCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    label = try members.text("label")
    granted = try members.decode([Scope].self, forKey: "scopes")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(label, forKey: "label")
    try members.encode(granted, forKey: "scopes")
  }
}

extension Command where Self == TokenNewCommand {
  package static func tokenNew(label: String, scopes: [Scope]) -> Self {
    Self(label: label, granted: scopes)
  }
}
