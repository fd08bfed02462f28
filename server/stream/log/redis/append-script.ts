import { createHash } from 'node:crypto';

/**
 * Begins a new epoch if needed, looks up keys, and stores all drafts or none. Redis runs a script atomically.
 *
 * An epoch belongs to one process of Redis. Another process may have lost entries that this one had acknowledged (a crash, an older snapshot, a replica that took over), so the first node
 * that connects to it begins another epoch. So no id is ever given twice, whatever was lost in between.
 *
 * KEYS: the stream, a hash about its epoch, a hash of its drafts' keys.
 * ARGV: the process, '1' if it may have lost acknowledged entries, the latest epoch that the node knows, '1' to leave that epoch because entries are lost, how many entries to keep, the oldest entry to keep; then for each draft: event, broadcast, JSON, '1' if it came with a time, key.
 */
const source = `
local stream, about, keys = KEYS[1], KEYS[2], KEYS[3]
local run, forgetful, known, leave, most, oldest = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1', ARGV[5], ARGV[6]

local function milliseconds(id)
  return tonumber(string.match(id, '^%d+'))
end

local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
if last and last[2][1] ~= 'event' and last[2][1] ~= 'begin' then
  return redis.error_reply('FOREIGN the stream has entries of somebody else')
end
local state = redis.call('HMGET', about, 'epoch', 'run', 'lost')
local epoch = state[1]
if not last or not epoch or state[2] ~= run or (leave and (tonumber(epoch) <= known or state[3] ~= '1')) then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local before = math.max(known, last and milliseconds(last[1]) or 0, epoch and tonumber(epoch) or 0)
  epoch = string.format('%.0f', math.max(now, before + 1))
  local lost = leave and '1' or forgetful
  redis.call('XADD', stream, epoch .. '-0', 'begin', run, 'last', last and last[1] or '', 'lost', lost)
  redis.call('HSET', about, 'epoch', epoch, 'run', run, 'lost', lost)
end

-- A time set by a node's clock differs with each attempt, so it does not count.
local function untimed(json)
  local before, after = string.match(json, '^(.*"at":)[^,}]+(.*)$')
  return before .. after
end

local function same(fields, event, broadcast, json, timed)
  if fields[2] ~= event or fields[4] ~= broadcast then return false end
  return fields[6] == json or (timed ~= '1' and untimed(fields[6]) == untimed(json))
end

local ids = {}
for at = 7, #ARGV, 5 do
  local event, broadcast, json, timed, key = unpack(ARGV, at, at + 4)
  local id = key ~= '' and redis.call('HGET', keys, key)
  local entry = id and redis.call('XRANGE', stream, id, id)[1]
  if entry then
    local place = (at - 7) / 5 + 1
    if not same(entry[2], event, broadcast, json, timed) then return {'taken', tostring(place - 1), id} end
    ids[place] = id
  end
end

for at = 7, #ARGV, 5 do
  local place = (at - 7) / 5 + 1
  if not ids[place] then
    local event, broadcast, json, timed, key = unpack(ARGV, at, at + 4)
    local id = redis.call('XADD', stream, 'MAXLEN', '~', most, epoch .. '-*', 'event', event, 'broadcast', broadcast, 'json', json)
    ids[place] = id
    if key ~= '' then
      redis.call('HSET', keys, key, id)
      -- Deletes keys whose entry is gone: checking three at random per new key keeps such keys to about a third.
      local sample = redis.call('HRANDFIELD', keys, 3, 'WITHVALUES')
      for index = 1, #sample, 2 do
        if not redis.call('XRANGE', stream, sample[index + 1], sample[index + 1])[1] then redis.call('HDEL', keys, sample[index]) end
      end
    end
  end
end
if oldest ~= '' then redis.call('XTRIM', stream, 'MINID', '~', oldest) end
return {'stored', epoch, unpack(ids)}
`;

export const appendScript = { source, sha: createHash('sha1').update(source).digest('hex') } as const;
