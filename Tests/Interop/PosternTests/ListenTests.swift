import Foundation
import InteropSupport
import Testing

/// `postern hooks listen`, with a sender in Python that starts it and posts to it.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A listener for webhooks` {
  private let place: Place
  private static let shared = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"

  init() throws {
    place = try Place()
    try place.write(Self.shared + "\n", to: "shared.key")
  }

  /// Starts `postern hooks listen`, runs lines that call `post`, and prints what it printed.
  private func listen(_ options: [String], _ lines: String) throws -> [String] {
    let script = """
      import json, socket, subprocess, sys, urllib.error, urllib.request
      from datetime import datetime, timezone
      from standardwebhooks import Webhook
      options = [sys.argv[1], "hooks", "listen", "--port", "0", *sys.argv[2:]]
      listener = subprocess.Popen(options, stdout=subprocess.PIPE, text=True)
      first = listener.stdout.readline()
      url = json.loads(first)["url"] if first.startswith("{") else first.split()[-1]
      host, port = url.split("/")[2].split(":")
      def post(body, headers={}, method="POST"):
          request = urllib.request.Request(url, body.encode(), headers, method=method)
          try:
              with urllib.request.urlopen(request, timeout=20) as answer:
                  print(answer.status, answer.read().decode())
          except urllib.error.HTTPError as error:
              print(error.code, error.read().decode())
      def signed(body, id="msg_1", key="\(Self.shared)"):
          now = datetime.now(tz=timezone.utc)
          return {"webhook-id": id, "webhook-timestamp": str(int(now.timestamp())),
              "webhook-signature": Webhook(key).sign(id, now, body)}
      try:
      \(lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
          print(listener.communicate(timeout=20)[0], end="")
      finally:
          listener.kill()
      """
    let run = try PythonLibrary(
      script,
      [try BuildProducts.path(of: "postern")]
        + options.map { $0.hasSuffix(".key") ? place.path($0) : $0 })
    try #require(run.status == 0, "\(run.errors)")
    return run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `verifies what the library of Standard Webhooks signs, and refuses the rest`() throws {
    let lines = try listen(
      ["--key", "shared.key", "--json", "--count", "4", "--status", "202", "--reply", "thank you"],
      """
      body = '{"type":"message"}'
      post(body, signed(body))
      post(body, signed(body))
      post(body + " ", signed(body))
      post(body)
      """)
    #expect(lines[0] == #"202 {"reply":"thank you"}"# && lines[1] == lines[0])
    #expect(lines[2] == "401 " && lines[3] == "401 ")
    let seen = lines.dropFirst(4).filter { !$0.isEmpty }
    #expect(
      seen.first
        == #"{"request":"POST /","id":"msg_1","verified":true,"repeated":false,"sealed":false,"#
        + #""body":"{\"type\":\"message\"}","status":202}"#)
    #expect(seen.count == 4 && seen[1].contains(#""repeated":true"#))
    #expect(seen[2].contains(#""verified":false,"reason":"is signed with another key"#))
    #expect(seen[3].contains(#""reason":"has no webhook-id"#))
  }

  @Test func `shows what comes harmlessly, and says that nothing was verified`() throws {
    let lines = try listen(
      ["--count", "1"], #"post("\x1b[31mred\u202e\n")"#)
    #expect(lines[0] == "200 ")
    #expect(lines[1].hasSuffix("POST /  200  not verified"))
    #expect(!lines[2].contains("\u{1B}") && !lines[2].contains("\u{202E}"))
  }

  @Test func `says what uses its port, and prints no path, which may be a secret`() throws {
    let lines = try listen(
      ["--count", "1"],
      """
      taken = subprocess.run([sys.argv[1], "hooks", "listen", "--port", port], text=True,
          stderr=subprocess.PIPE, timeout=60)
      print(taken.returncode, taken.stderr.strip())
      url += "bot123:TOKEN?key=SECRET"
      post("{}")
      """)
    #expect(lines[0].hasPrefix("69 ") && lines[0].contains("another program uses it. --port"))
    #expect(lines.contains { $0.hasPrefix("POST /…  200") })
    #expect(!lines.joined().contains("TOKEN") && !lines.joined().contains("SECRET"))
  }

  @Test func `answers what is no webhook, or too large, and goes on`() throws {
    let lines = try listen(
      ["--count", "1"],
      """
      post("", method="DELETE")
      try:
          post("x" * 2000000)
      except urllib.error.URLError:
          print("closed")
      with socket.create_connection((host, int(port)), timeout=20) as raw:
          raw.sendall(b"nonsense\\r\\n\\r\\n")
          print(raw.recv(100).split(b"\\r")[0].decode())
      post("good")
      """)
    #expect(lines[0] == "405 ")
    #expect(["413 ", "closed"].contains(lines[1]))
    #expect(lines[2].hasPrefix("HTTP/1.1 400"))
    #expect(lines[3] == "200 ")
  }

  @Test func `opens sealed bodies with its key, and says why it can't`() throws {
    #expect(try place.run("key", "sealing", "receiver.key").status == 0)
    let sealed = #"{"type":"sealed","data":{"box":"AQAA"},"version":1}"#
    let lines = try listen(
      ["--json", "--count", "1", "--key", "receiver.key"], "post('\(sealed)')")
    #expect(lines[1].contains(#""sealed":true,"closed":"It is sealed to another key"#))
    let without = try listen(["--json", "--count", "1"], "post('\(sealed)')")
    #expect(without[1].contains("There is no key to open it"))
  }

  @Test func `takes no key that is none, and no address that is taken`() throws {
    try place.write("non-sense", to: "bad.key")
    let bad = try place.run("hooks", "listen", "--key", "bad.key", "--port", "0")
    #expect(bad.status == 65 && bad.errors.contains("The key in bad.key is not Base64"))
    try place.write("whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", to: "bad.key")
    let sender = try place.run("hooks", "listen", "--key", "bad.key", "--port", "0")
    #expect(
      sender.status == 65
        && sender.errors.contains("is a secret signing key (\"whsk_…\"): a receiver verifies with"))
    let name = try place.run("hooks", "listen", "--bind", "nope", "--port", "0")
    #expect(name.status == 64 && name.errors.contains("--bind takes an IP address"))
    let taken = try place.run("hooks", "listen", "--bind", "192.0.2.1", "--port", "0")
    #expect(taken.status == 69 && taken.errors.contains("Nothing can listen on 192.0.2.1"))
    #expect(taken.errors.contains("this machine has no such address"))
  }
}
