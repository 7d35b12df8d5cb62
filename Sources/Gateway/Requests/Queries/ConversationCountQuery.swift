package import GatewayCore
import GatewayEngine
import GatewayStore

/// How many conversations a filter leaves: what a change of all of them has to say back.
package struct ConversationCountQuery: ReaderQuery {
  package static let name = "conversation_count"
  package static let scope = Scope.read
  package static let isLong = true

  package var triage: TriageFilter

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    try reader.storing { () throws(StoreError) in
      .value(.count(try reader.conversationCount(triage)))
    }
  }
}

extension ConversationCountQuery {
  package init(from decoder: any Decoder) throws {
    triage = try ConversationFilter(from: decoder).triage
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try triage.encode(to: &members, status: "status")
  }
}

extension Query where Self == ConversationCountQuery {
  package static func conversationCount(_ triage: TriageFilter) -> Self { Self(triage: triage) }
}
