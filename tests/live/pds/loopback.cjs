// node --require ./loopback.cjs: every TCP server of the process listens on 127.0.0.1 only, whatever it asks for.
const net = require('node:net')
const listen = net.Server.prototype.listen

net.Server.prototype.listen = function (...given) {
  const called = given.find((each) => typeof each === 'function')
  if (typeof given[0] === 'number') return listen.call(this, { port: given[0], host: '127.0.0.1' }, called)
  if (given[0]?.port !== undefined) return listen.call(this, { ...given[0], host: '127.0.0.1' }, called)
  return listen.apply(this, given)
}
