package import GatewayCore
import GatewayEngine
import GatewayStore

/// What opens sealed texts, by the numbers that stand in these; unknown numbers are skipped.
package struct InboxEnvelopesQuery: HomeQuery {
  package static let name = "inbox_envelopes"
  package static let scope = Scope.read
  package static let isLong = true

  /// Sixteen hexadecimal digits each.
  package var numbers: [String]

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    guard numbers.count <= ApplicationRequest.messagesPageMax else {
      throw .invalid("One query reads at most \(ApplicationRequest.messagesPageMax) envelopes.")
    }
    return try reader.storing { () throws(StoreError) in
      let envelopes = try reader.envelopes(Set(numbers.compactMap(EnvelopeSummary.number)))
      return .value(
        .envelopes(envelopes.map { EnvelopeSummary(number: $0.number, bytes: $0.bytes) }))
    }
  }
}

extension InboxEnvelopesQuery {
  package init(from decoder: any Decoder) throws {
    numbers = try decoder.container(keyedBy: Member.self).decode([String].self, forKey: "numbers")
  }
}

extension Query where Self == InboxEnvelopesQuery {
  package static func inboxEnvelopes(_ numbers: [String]) -> Self { Self(numbers: numbers) }
}
