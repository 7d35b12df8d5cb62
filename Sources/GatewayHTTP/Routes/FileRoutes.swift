import GatewayCore
import HTTPTypes

extension Route {
  private static let file = Parameter.path(
    "file", .number(1...Int64.max), help: "The number of a file.")

  static let files: [Route] = [
    Route(
      .get, "/v1/files", does: .query("file_list"), needs: .read,
      with: [
        .query("contact", .text(max: 200), help: "A contact's codename, public key or Tox ID."),
        .query(
          "states", .choices(FileItem.State.allCases.map(\.rawValue)),
          help: "Only those in these states, with commas between them."),
        .query("before", .number(1...Int64.max), help: "Those with a lower number."),
        .query("limit", .number(1...500), help: "How many, at most; 100 without it."),
      ],
      members: [.init("limit", .integer(100))], replies: [.files],
      next: { reply, page in
        guard case .files(let files) = reply, files.count >= page.limit else { return nil }
        return files.last.map { ("before", String($0.id)) }
      },
      help: "A page of the files of both directions, the newest first."),
    Route(
      .post, "/v1/files", does: .command("file_send"), needs: .send,
      with: [
        .body(
          "to", as: "contact", .text(max: 200), help: "A contact's codename, public key or Tox ID."),
        .body(
          "file", .number(1...Int64.max), isNeeded: false,
          help: "A file of a contact that is here; or `upload`."),
        .body(
          "upload", .text(max: 64), isNeeded: false,
          help: "An upload that is here, which needs a name; or `file`."),
        .body("name", .text(max: 255), isNeeded: false, help: "Under which name it is sent."),
        .body(
          "expires", as: "expires_milliseconds", .lifetime(1...31_622_400), isNeeded: false,
          help: "Seconds after which it is not sent any more."),
      ],
      success: .created, replies: [.queued], isRepeatable: true,
      help: "Sends a stored file to a contact."),
    Route(
      .get, "/v1/files/{file}", does: .query("file"), needs: .read, with: [file],
      replies: [.files], help: "One file, in a list."),
    Route(
      .get, "/v1/files/{file}/content", does: .content, needs: .read, with: [file], replies: [],
      help: "The bytes of a whole file of a contact, to be saved."),
    Route(
      .post, "/v1/files/{file}/accept", does: .command("file_accept"), needs: .inbox,
      with: [file], replies: [.done], help: "Takes a file that a contact offers."),
    Route(
      .post, "/v1/files/{file}/refuse", does: .command("file_refuse"), needs: .inbox,
      with: [
        file,
        .body(
          "text", .text(max: 4_096), isNeeded: false,
          help: "What the contact is told; nothing without it."),
      ],
      replies: [.done], help: "Refuses a file, or ends its transfer."),
    Route(
      .post, "/v1/files/{file}/cancel", does: .command("file_cancel"), needs: .inbox,
      with: [file], replies: [.done], help: "Ends the transfer of a file in either direction."),
  ]

  static let uploads: [Route] = [
    Route(
      .post, "/v1/uploads", does: .upload, needs: .send, success: .created, replies: [],
      isRepeatable: true,
      help: "Stores the body, of any type, for a day, to be sent by POST /v1/files.")
  ]
}
