import Foundation
import Testing

/// What a person is told: what happened, why, and what to do. The table can be read as a whole with
/// POSTERN_MESSAGES=1, or `.ci/messages`.
@Suite struct `Messages` {
  private static func messages(_ kinds: String...) -> [Message] {
    Message.all.filter { kinds.contains($0.kind) }
  }

  @Test func `the table has all of them`() {
    if ProcessInfo.processInfo.environment["POSTERN_MESSAGES"] == "1" {
      for message in Message.all { print(message) }
    }
    #expect(Self.messages("Failure").count > 30 && Self.messages("HostError").count > 40)
    #expect(Self.messages("ValidationError").count > 10)
  }

  @Test func `failures are sentences`() {
    let wrong = Self.messages("Failure", "ValidationError").filter { message in
      let text = message.text.trimmingCharacters(in: .whitespaces)
      let begins = text.first.map { $0.isUppercase || !$0.isLetter } ?? false
      return !begins || !(text.last.map { ".?…".contains($0) } ?? false)
    }
    #expect(wrong.isEmpty, "\(wrong.map(\.description).joined(separator: "\n"))")
  }

  /// They stand behind the name of a file or a setting, and before a full stop.
  @Test func `mistakes in a bot's file are clauses`() {
    let wrong = Self.messages("HostError", "SettingMistake", "Fault").filter { message in
      let isAbbreviation = message.text.dropFirst().first?.isUppercase == true
      return message.text.hasSuffix(".")
        || message.text.first?.isUppercase == true && !isAbbreviation
    }
    #expect(wrong.isEmpty, "\(wrong.map(\.description).joined(separator: "\n"))")
  }

  /// `failure` adds the reason that the system gave.
  @Test func `nothing fails without a reason`() {
    let bare = /(can't|cannot|could not) be (read|written|made|used|opened|had|found)[.]?$/
    let wrong = Message.all.filter { $0.kind != "failure" && $0.text.contains(bare) }
    #expect(wrong.isEmpty, "\(wrong.map(\.description).joined(separator: "\n"))")
  }
}
