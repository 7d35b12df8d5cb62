import GatewayCore
import HTTPTypes

extension Route {
  private static let statusLengthMax = 4_096

  static let contacts: [Route] = [
    Route(
      .get, "/v1/contacts", does: .query("contact_list"), needs: .contacts,
      with: [
        .query("limit", .number(1...500), help: "How many, at most; 100 without it."),
        .query("after", .publicKey, help: "The public key behind which the page begins."),
        .query("label", .text(max: 64), help: "Those with this label."),
      ],
      members: [.init("limit", .integer(100))], replies: [.contacts],
      next: { reply, page in
        guard case .contacts(let contacts) = reply, contacts.count >= page.limit else { return nil }
        return contacts.last.map { ("after", $0.key) }
      },
      help: "A page of the contacts, by public key."),
    Route(
      .post, "/v1/contacts", does: .command("contact_add"), needs: .contacts,
      with: [
        .body("address", .text(max: 256), help: "A Tox ID, or a public key."),
        .body("message", .text(max: 921), isNeeded: false, help: "Goes with the request."),
      ],
      members: [.init("message", .string("Hello"))], success: .created, replies: [.contacts],
      help: "Adds a contact: by Tox ID with a request, by public key without."),
    Route(
      .get, "/v1/contacts/{contact}", does: .query("contact_find"), needs: .contacts,
      with: [.contact],
      replies: [.contacts],
      help: "One contact, also by the owner's note or by the number of a message."),
    Route(
      .delete, "/v1/contacts/{contact}", does: .command("contact_remove"), needs: .contacts,
      with: [.contact],
      replies: [.forgotten], help: "Forgets a contact with all that it said and is owed."),
    Route(
      .post, "/v1/contacts/{contact}/accept", does: .command("contact_accept"), needs: .contacts,
      with: [.contact], replies: [.done], help: "Accepts one that asked, or was blocked."),
    Route(
      .post, "/v1/contacts/{contact}/block", does: .command("contact_block"), needs: .contacts,
      with: [.contact], replies: [.done], help: "Ends the contact and drops its requests."),
    Route(
      .put, "/v1/contacts/{contact}/note", does: .command("contact_note"), needs: .contacts,
      with: [.contact, .body("note", .textOrNull(max: statusLengthMax), help: "null removes it.")],
      replies: [.done], help: "Writes the owner's private note."),
    Route(
      .put, "/v1/contacts/{contact}/labels", does: .command("contact_label"), needs: .contacts,
      with: [
        .contact, .body("add", .texts(max: 32), isNeeded: false, help: "It gets these."),
        .body("remove", .texts(max: 32), isNeeded: false, help: "It loses these."),
      ],
      members: [.init("add", .array([])), .init("remove", .array([]))], replies: [.done],
      help: "Gives a contact labels, and takes others away."),
    Route(
      .put, "/v1/contacts/{contact}/public-status", does: .command("contact_public_status"),
      needs: .contacts,
      with: [
        .contact,
        .body(
          "public_status", .textOrNull(max: statusLengthMax), help: "null removes it."),
      ],
      replies: [.done], help: "Writes what the contact may be told."),
    Route(
      .post, "/v1/contacts/remove-never-seen", does: .command("contact_remove_never_seen"),
      needs: .contacts, replies: [.forgotten],
      help: "Forgets all that were accepted and never came online."),
  ]
}
