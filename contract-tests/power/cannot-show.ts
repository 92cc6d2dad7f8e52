/** Why a fault that nothing catches does not show, by its name. */
export const CANNOT_SHOW: Readonly<Record<string, string>> = {
  'request: origin is not seen': 'both servers name the same one origin to everybody, so that answers can be cached',
  'request: access-control-request-method is not seen':
    'both servers answer OPTIONS alike with and without it (row 58)',
  'request: repeated keys: the last counts':
    'no operation of this contract has a query parameter: a key is refused by its name, however often it stands there',
  'request body: bodies of GET are not read': 'neither server reads them',
  'request body: lone surrogates replaced':
    'both servers store and send texts as UTF-8, which has no half of a character: it is replaced before it shows',
  'server: AI_QUEUE_LIMIT=1':
    'under a test seed the queue of the engine is as long as need be, and dredd sends one prompt at a time; `/health` tells it',
  'process: return503OnClosing, and node ends the server':
    'the framework answers so when it is asked to end itself; here node ends its server, and the framework does not know',
  'process: forceCloseConnections, and node ends the server':
    'the framework cuts connections when it is asked to end itself; here node ends its server, and the framework does not know',
};
