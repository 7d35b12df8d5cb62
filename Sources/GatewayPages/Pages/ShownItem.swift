public import GatewayCore

/// One message, answer, file or notice of a conversation.
struct ShownItem {
  private let item: MessageSummary
  private let file: FileSummary?
  let text: HTMLText

  /// Of one message: what is longer stands on a page of its own.
  static let textLimits = HTMLText.Limits(bytes: 6_000, lines: 30)
  /// The texts of one page: the page is below 100 KB with what stands around them.
  static let pageBytesMax = 23_000
  /// What each message gets in any case.
  private static let leastLimits = HTMLText.Limits(bytes: 160, lines: 4)
  /// A message on its own page.
  static let wholeLimits = HTMLText.Limits(bytes: 90_000, lines: 5_000)

  static func limits(left: Int) -> HTMLText.Limits {
    HTMLText.Limits(
      bytes: max(leastLimits.bytes, min(textLimits.bytes, left)),
      lines: left > 2_000 ? textLimits.lines : leastLimits.lines)
  }

  init(_ item: MessageSummary, file: FileSummary?, limits: HTMLText.Limits) {
    self.item = item
    self.file = file
    text = HTMLText(item.text, limits: limits)
  }

  private var isOurs: Bool { item.direction == .outbound }
  private var isText: Bool { item.sealed == nil && (item.kind != .file || file == nil) }

  func view(
    in frame: PageFrame, mayReply: Bool, mayChange: Bool
  ) -> PageView {
    let strings = frame.strings
    let isCut = text.isCut || item.isCut == true
    let whole: PageView? = isText && isCut ? ["path": .path("/messages/\(item.id)")] : nil
    let isSealed = item.sealed != nil && item.kind != .file
    var view: PageView = [
      "id": .text("\(item.id)"), "number": .text("\(item.id)"),
      "path": .path("/messages/\(item.id)"), "from": .html(from(strings)),
      "side": .text(item.kind == .notice ? "event" : isOurs ? "ours" : "theirs"),
      "time": .html(strings.element(item.time, at: frame.clock, isLong: true)),
      "labelText": .html(labelText),
      "label": .optional(item.label.map { ["text": .person($0, limits: .tag)] }),
      "isClosed": .flag(item.status == .closed),
      "encryption": .optional(
        item.encryption.map {
          ["text": .html(strings.text(.encryptedText, .person($0, limits: .tag)))]
        }),
      "isSealed": .flag(isSealed), "sealedText": .html(frame.sealedText),
      "text": .optional(isText ? ["html": .html(shownText)] : nil), "whole": .optional(whole),
      "file": .optional(
        file.map {
          ShownFile($0).view(in: strings, mayChange: mayChange)
        }),
      "acts": .optional(
        mayChange ? ["canClose": .flag(!isOurs && item.kind != .notice)] : nil),
    ]
    view["leaving"] = .optional(
      item.erasing.map { time in
        let shown = strings.element(time, at: frame.clock, isLong: true)
        return ["text": .html(strings.text(.leaving, shown))]
      })
    view["delivery"] = .optional(item.delivery.map { delivery($0, strings) })
    let isOld = item.delivery == .expired && item.sealed == nil && item.kind != .file
    view["retry"] = .flag(isOld && mayReply)
    return view
  }

  /// For the field that changes it: empty where it is too long for a page of many.
  private var labelText: HTMLText {
    let text = HTMLText(item.label ?? "", limits: .tag)
    return text.isCut ? HTMLText("") : text
  }

  /// "/me waves" is written with a star, as clients show it.
  private var shownText: HTMLText {
    let shown = text.isCut || item.isCut == true ? text + HTMLText("…") : text
    return item.kind == .action ? HTMLText("* ") + shown : shown
  }

  private func from(_ strings: LanguageStrings) -> HTMLText {
    if item.kind == .notice { return strings.text(.notice) }
    guard isOurs else { return strings.text(.fromContact) }
    return strings.text(item.automatic == true ? .automatic : .fromDesk)
  }

  private func delivery(_ state: Item.Delivery, _ strings: LanguageStrings) -> PageView {
    let (word, sign, name): (Word, String, String) =
      switch state {
      case .waiting: (.deliveryWaiting, "…", "waiting")
      case .sent: (.deliverySent, "✓", "sent")
      case .received: (.deliveryReceived, "✓✓", "received")
      case .expired: (.deliveryFailed, "!", "failed")
      }
    return ["class": .text(name), "sign": .text(sign), "text": .html(strings.text(word))]
  }
}

/// A file of a conversation: to be saved, never shown.
struct ShownFile {
  private let file: FileSummary

  init(_ file: FileSummary) { self.file = file }

  func view(in strings: LanguageStrings, mayChange: Bool) -> PageView {
    let isHere = file.state == .whole && file.direction == .inbound
    let isOffered = file.state == .offered && file.direction == .inbound
    return [
      "name": .html(file.sealed == nil ? .person(file.name) : strings.text(.sealed)),
      "claimed": .optional(
        file.claimedName.map { ["text": .html(strings.text(.claimedName, .person($0)))] }),
      "details": .html(details(strings)), "path": .path("/files/\(file.id)"),
      "download": .flag(isHere), "original": .flag(file.hasDerivedCopy == true),
      "offer": .flag(isOffered && mayChange),
    ]
  }

  private func details(_ strings: LanguageStrings) -> HTMLText {
    var parts: [HTMLText] = []
    if let size = file.size {
      parts.append(.person(ByteSize.words(size)))
    } else if file.sealed == nil {
      parts.append(strings.text(.sizeUnknown))
    }
    if let type = file.type { parts.append(.person(type)) }
    if let state = state { parts.append(strings.text(state)) }
    if file.state == .accepted, let size = file.size, size > 0 {
      parts.append(HTMLText("\(min(100, file.position * 100 / size)) %"))
    }
    let joined = parts.map(\.html).joined(separator: " · ")
    return HTMLText(markup: joined)
  }

  private var state: Word? {
    switch (file.state, file.direction) {
    case (.offered, _): .fileOffered
    case (.accepted, _): .fileReceiving
    case (.waiting, _): .fileSending
    case (.whole, .outbound): .fileSent
    case (.whole, .inbound): nil
    case (.refused, _): .fileRefused
    case (.ended, _): .fileFailed
    }
  }
}

/// A message that is too long for its conversation.
public struct MessagePage: Sendable {
  public var message: MessageSummary

  public init(_ message: MessageSummary) { self.message = message }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let text = HTMLText(message.text, limits: ShownItem.wholeLimits)
    let isOurs = message.direction == .outbound
    let view: PageView = [
      "back": .path(PagePath.message(message.id, of: message.contact)),
      "codename": .text(message.contact),
      "from": .html(strings.text(isOurs ? .fromDesk : .fromContact)),
      "time": .html(strings.element(message.time, at: frame.clock, isLong: true)),
      "html": .html(message.sealed == nil ? text : frame.sealedText),
      "isCut": .flag(text.isCut || message.isCut == true),
    ]
    return frame.page(.message, view, title: strings.text(.wholeText), link: .inbox)
  }
}
