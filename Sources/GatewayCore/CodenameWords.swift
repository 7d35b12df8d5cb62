/// The words of codenames: two hundred and fifty-six of each kind, so that every byte value is
/// equally likely; common, neutral and easy to say on the phone.
///
/// The order determines the name of each key: never change, reorder or remove a word.
enum CodenameWords {
  static let adjectives = words(
    """
    able agile airy alert alpine amber ample amused ancient apt aqua arctic artful atomic autumn
    avid awake azure balanced balmy basic beaming blazing blooming blue bold boreal brave breezy
    brief bright brisk bronze bubbly busy calm candid canny careful caring casual cedar central
    certain charming cheerful chief chilly civic civil clean clear clever coastal cobalt cool
    copper coral cosmic cosy cotton crimson crisp crystal curious curly daily dapper daring dawn
    deep deft denim desert dewy direct distant dotted downy dreamy dry dusky dusty eager early
    earnest earthy eastern easy electric elegant emerald equal even evening exact fabled fair
    faithful famous fancy fast fearless feathery festive fiery fine firm first flaxen fleet floral
    flowing fluent fluffy flying focal fond forest formal fragrant free fresh friendly frosty full
    gallant gentle genuine giddy gifted glad gleaming glossy golden graceful grand granite grassy
    grateful green handy happy hardy hazel hearty helpful hidden hilly honest hopeful humble
    humming icy ideal indigo inland inner ivory jade jaunty jazzy jolly jovial joyful keen kind
    kindly lakeside large lasting lavender leafy level light lilac lime linen lively local lofty
    loyal lucid lucky lunar lush magic magnetic major maple marble marine meadow mellow merry
    mighty mild minty misty modern modest mossy musical narrow navy neat nimble noble northern
    novel oaken open orange orderly outer patient peaceful pearly plain playful pleasant plucky
    plum polar polished polite prairie precise prime proper proud prudent quaint quick quiet
    radiant rainy rapid rare ready robust royal ruby rugged rustic sandy sapphire scarlet serene
    sharp shiny silent silken silver simple sincere
    """)

  static let animals = words(
    """
    albatross alpaca anchovy anteater antelope armadillo auk avocet axolotl badger bandicoot barbet
    barnacle bat bear beaver bee beetle bison bittern blackbird bluebird boar bobcat bongo bonobo
    buffalo bulbul bullfinch bunting bustard butterfly buzzard camel canary capybara caracal
    cardinal caribou carp cassowary cat catbird caterpillar chaffinch chameleon chamois cheetah
    chickadee chinchilla chipmunk cicada civet clam cockatoo condor coot coral cormorant cougar
    cowbird coyote crab crane crayfish cricket crossbill crow cuckoo curlew damselfly deer dingo
    dipper dolphin donkey dormouse dotterel dove dragonfly duck dugong dunlin dunnock eagle echidna
    eel egret eider eland elephant elk emu ermine falcon fantail ferret finch firefly flamingo
    flounder flycatcher fox francolin frog fulmar gadwall gannet garganey gazelle gecko gerbil
    gibbon giraffe gnu goat godwit goldcrest goldfinch goose gopher gosling grebe greenfinch grouse
    guanaco gull gurnard haddock halibut hamster hare harrier hawk hedgehog hen heron herring
    hoopoe hornbill horse hummingbird ibex ibis iguana impala jacana jackdaw jaguar jay jellyfish
    jerboa junco kangaroo kea kestrel kingfisher kite kiwi koala koi kookaburra kudu ladybird lamb
    lamprey lapwing lark lemming lemur leopard limpet linnet lion lizard llama lobster loon
    lorikeet lynx macaque macaw mackerel magpie mallard manatee mantis margay marlin marmot marten
    martin meerkat merganser merlin mink minnow mole mongoose moorhen moose moth mouse mudlark
    mullet mussel myna narwhal newt nighthawk nightingale numbat nuthatch ocelot octopus okapi
    opossum orca oriole oryx osprey ostrich otter owl ox oyster panda pangolin panther parakeet
    parrot partridge peacock pelican penguin pheasant pigeon pika pipit plover pony porcupine
    possum puffin puma quail quetzal rabbit raccoon raven redwing reindeer robin salmon sandpiper
    seahorse
    """)

  private static func words(_ list: String) -> [String] {
    list.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
