/** The words that pseudonyms are made of. How they are chosen is names.ts. */

/** 64 of each: six bits of the hash. */
export const adjectives =
  'amber agile azure bold brave bright brisk calm clear clever coral cosmic crisp curious deep dusty eager early fair fleet fresh gentle glad golden green happy hardy honest humble ivory jolly keen kind lively lucid lucky mellow merry mild mossy neat nimble noble olive opal patient plain proud quick quiet rapid rosy royal rustic serene sharp silent silver smooth solar steady sunny swift tidy'.split(
    ' ',
  )

export const animals =
  'alpaca badger beaver bison camel caribou civet condor coyote crane cricket dingo dolphin eagle egret falcon ferret finch fox gazelle gecko gibbon goose hare hawk heron hyena ibex ibis iguana jackal jaguar kestrel kiwi koala lemur leopard lizard llama lynx magpie marmot marten mole moose newt ocelot octopus orca osprey otter owl panda panther pelican penguin puffin puma quail rabbit raven robin salmon seal'.split(
    ' ',
  )

/** Names that would speak for the platform. */
export const reservedHandles: ReadonlySet<string> = new Set(
  'admin administrator anonymous api auditor champion everyone exchange fund governance help l-exchange lexchange lx market me mod moderator nobody null official operator owner pool reserve resolver root security staff support system team treasury undefined war wars whale you'.split(
    ' ',
  ),
)
