import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Limits of files` {
  private func kill(_ number: UInt8) -> FriendPacket {
    .fileControl(FileControl(.kill, direction: .receiving, number: number))
  }

  @Test func `a second offer with a number in use is counted and not heard`() throws {
    let bench = FilesBench()
    bench.offers(0, size: 10)
    let id = try bench.offered()
    bench.offers(0, size: 11)
    bench.offers(0, size: 10, name: String(repeating: "a", count: 255))
    #expect(bench.events() == [] && bench.said() == [])
    #expect(bench.drops(.duplicate) == 2)
    try bench.accept(id)
    #expect(bench.sends(0, 10))
    bench.offers(0, size: 12)
    #expect(bench.drops(.duplicate) == 3)
  }

  @Test(arguments: [256, 1_000])
  func `an offer whose name is too long is refused where its number is free`(_ size: Int) {
    let bench = FilesBench()
    let name = [UInt8](repeating: 97, count: size)
    let offer: [UInt8] = [80, 5] + [UInt8](repeating: 0, count: 44) + name
    bench.offers(offer)
    #expect(bench.events() == [] && bench.said() == [kill(5)])
    #expect(bench.drops(.malformed) == 1)
    bench.offers(5, size: 1)
    bench.offers(offer)
    #expect(bench.said() == [])
    bench.offers(Array(offer.prefix(45)))
    #expect(bench.said() == [])
    #expect(bench.drops(.malformed) == 2)
  }

  @Test func `of a flood of offers those that fit are heard, and the others refused`() {
    let bench = FilesBench()
    for number in 0..<10_000 { bench.offers(UInt8(number % 256), size: 10) }
    #expect(bench.events().count == 256)
    #expect(bench.said() == [])
    #expect(bench.drops(.duplicate) == 10_000 - 256)
    #expect(bench.files.receivingCount == 256)
  }

  @Test func `offers that the owner refuses are limited in time, in other sessions too`() {
    let bench = FilesBench { $0.fileOffers = RateLimit(burst: 8, perSecond: 2) }
    func offersHeard(on session: SessionID) -> Int {
      var heard = 0
      for _ in 0..<100 {
        bench.offers(0, size: 10, on: session)
        for case .fileOffered(let id, _) in bench.events() {
          heard += 1
          bench.cancel(id)
        }
      }
      return heard
    }
    #expect(offersHeard(on: SessionID(1)) == 8)
    #expect(bench.said().count == 100)
    bench.files.end(SessionID(1))
    #expect(offersHeard(on: SessionID(2)) == 0)
    bench.context.now = .seconds(3)
    #expect(offersHeard(on: SessionID(2)) == 6)
    bench.files.forget(FilesBench.friend)
    #expect(offersHeard(on: SessionID(3)) == 8)
  }

  @Test func `a contact has a limited number, and where all have many, a few`() {
    let bench = FilesBench {
      $0.filesPerContact = 10
      $0.filesReceiving = 25
    }
    func offered(by contact: UInt32) -> Int {
      for number in 0..<20 {
        bench.offers(
          UInt8(number), size: 10, by: FriendID(contact), on: SessionID(UInt64(contact)))
      }
      return bench.events().count
    }
    #expect(offered(by: 1) == 10)
    #expect(offered(by: 2) == 10)
    #expect(offered(by: 3) == 5)
    #expect(offered(by: 4) == 4)
    #expect(bench.drops(.overLimit) == 10 + 10 + 15 + 16)
    #expect(bench.said().count == 10 + 10 + 15 + 16)
    bench.files.end(SessionID(1))
    _ = bench.events()
    #expect(offered(by: 5) == 6)
  }
}
