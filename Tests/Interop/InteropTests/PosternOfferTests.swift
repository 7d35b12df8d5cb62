import Foundation
import InteropSupport
import Testing

/// What a c-toxcore client proposes to a bot that only talks.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(3)))
struct `Offers of a c-toxcore client` {
  @Test
  func `calls end and files are refused within a second, and the person is told why`() async throws
  {
    let network = try await TestNetwork()
    let bot = try await PosternActor(
      rules: """
        contacts { accept = "everyone" }
        on("file", function(offer) offer:reply(offer.name .. ", " .. offer.size .. " bytes?") end)
        """, home: "desk", in: network)
    let client = try await Scene.befriend(bot, in: network)
    try await bot.waitOnline(client.publicKey)
    let friend = try await client.friendNumber(of: bot.publicKey)

    for video in [0, 1] {
      try await client.instance.command("call \(friend) \(video)")
      let state = try await client.instance.event("call_state", within: .seconds(1))
      #expect(state.bool("finished") == true && state.bool("error") == false)
      let call = try await bot.event("call", of: client.publicKey)
      #expect(call.bool("video") == (video == 1))
    }
    let told = try await client.nextMessage(from: bot.publicKey)
    #expect(told == "This bot takes no calls. Please write.")

    let path = network.namespace.directory.appending(component: "tip")
    try Data(count: 100).write(to: path)
    try await client.instance.command("send_file \(friend) \(path.path()) the tip.pdf")
    let control = try await client.instance.event("file_control")
    #expect(control.text("control") == "cancel")
    let offer = try await bot.event("file_offer", of: client.publicKey)
    #expect(offer.text("file") == "the tip.pdf" && offer.integer("size") == 100)
    let answer = try await client.nextMessage(from: bot.publicKey)
    #expect(answer == "the tip.pdf, 100 bytes?")
  }
}
