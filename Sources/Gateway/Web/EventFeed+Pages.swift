import Foundation
import GatewayCore

extension EventFeed: PageEvents {
  func begin(_ reader: AnyObject) { follow(reader) {} }

  /// What was held for it is kept for a while, for when it comes back.
  func end(_ reader: AnyObject) {
    guard let stop = leave(reader) else { return }
    Task {
      try? await Task.sleep(for: EventFeed.keptAfterLast)
      stop()
    }
  }

  func batch(for reader: AnyObject, after number: Int64, atMost limit: Int) -> PageEventBatch {
    let page = page(for: reader, after: number, atMost: limit)
    return PageEventBatch(
      missed: page.missed, last: page.events.last?.number,
      events: page.events.compactMap { event in
        event.content.ofPages.map {
          PageEventBatch.Event(number: event.number, name: $0.name, contact: $0.contact)
        }
      })
  }

  func wake() { wakeWaiting() }
}

extension Report {
  /// The name of the event for pages, and the codename of its conversation; nil where no page shows
  /// it.
  fileprivate var ofPages: (name: String, contact: String?)? {
    switch self {
    case .message(let message): ("message", message.contact.codename.text)
    case .reply(let contact, _), .receipt(let contact, _), .replyExpired(let contact, _):
      ("reply", contact.codename.text)
    case .conversation(let contact, _, _): ("conversation", contact.codename.text)
    case .deadline(let notice): ("conversation", notice.contact.codename.text)
    case .file(_, let contact): ("file", contact.codename.text)
    case .contactRequest(let contact, _, _): ("request", contact.codename.text)
    case .forgotten: ("forgotten", nil)
    default: nil
    }
  }
}
