#!/bin/sh
# guiwen workflow run: any chart, with a virtual clock.
. "$(dirname "$0")/lib.sh"

chart()
{
	cat >"$1" <<-EOF
	<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0"
	 datamodel="$2">$3</scxml>
	EOF
}

chart door.scxml xpath '
<state id="shut"><transition event="open" target="ajar">
 <log label="who" expr="string($_event/data)"/></transition></state>
<state id="ajar">
 <onentry><send event="bell" delay="5s"/></onentry>
 <transition event="bell" target="gone"><log expr="&apos;rings&apos;"/>
 </transition></state>
<final id="gone"/>'
run 1 'without events it stops' workflow run door.scxml </dev/null
is 'and says where' "$out" 'stopped in shut'
run 0 'timers go off when no event is left' workflow run door.scxml \
    --event 'open=<name>Li</name>'
is 'logs, then the end' "$out" 'who: Li
rings
final gone'
out=$(printf 'other\n\nopen=Wang\n' | "$guiwen" workflow run door.scxml)
is 'events from standard input' "$out" 'who: Wang
rings
final gone'
run 0 'a trace' workflow run door.scxml --trace --event open
is 'shows each microstep' "$out" 'event (none)
  entered shut
event open
  taken shut -> ajar, line 3
  left shut
who
  entered ajar
event bell
  taken ajar -> gone, line 7
  left ajar
rings
  entered gone
final gone'
run 0 'as JSON' workflow run door.scxml --json --trace --event open=x
is 'the end' "$(echo "$out" | json final)" gone
is 'the time' "$(echo "$out" | json time_ms)" 5000
is 'a log' "$(echo "$out" | json logs.0.text)" x
is 'a step' "$(echo "$out" | json trace.1.transitions.0.targets.0)" ajar
is 'what was entered' "$(echo "$out" | json trace.2.entered.0)" gone
run 1 'as JSON, stopped' workflow run door.scxml --json --event no
is 'where' "$(echo "$out" | json stopped)" shut
is 'not final' "$(echo "$out" | json final)" null

chart loop.scxml null '
<state id="in"><transition event="go" target="a"/></state>
<state id="a"><transition target="b"/></state>
<state id="b"><transition target="a"/></state>'
refused 3 'an endless loop' workflow run loop.scxml --event go
has 'its states are named' "$err" 'in the states a b: '
chart ticks.scxml null '
<state id="tick"><onentry><send event="t" delay="1s"/></onentry>
 <transition event="t" target="tock"/></state>
<state id="tock"><onentry><send event="t" delay="1s"/></onentry>
 <transition event="t" target="tick"/></state>'
refused 3 'timers without end' workflow run ticks.scxml --event x
has 'their states too' "$err" 'tick tock'
chart bad.scxml xpath '<state id="a"><onentry><log expr="1 +"/></onentry>
<transition event="error.execution" target="b"/></state><final id="b"/>'
run 0 'an error is an event' workflow run bad.scxml --event x
has 'and told' "$err" 'error.execution'

# Files beside the chart, and nothing else.
mkdir inner
chart inner/child.scxml null '<final id="end"/>'
chart top.scxml null '<final id="end"/>'
chart inner/calls.scxml null '
<state id="s"><invoke src="file:child.scxml"/>
 <transition event="done.invoke" target="ok"/></state><final id="ok"/>'
run 0 'an invoked chart beside it' workflow run inner/calls.scxml --event x
for src in ../top.scxml "$work/top.scxml" http://localhost/x.scxml \
    inner/../../x file:///etc/passwd; do
	chart inner/far.scxml null '<state id="s"><invoke src="'"$src"'"/></state>'
	refused 3 "src=\"$src\"" workflow run inner/far.scxml --event x
	is 'named once' "$(printf '%s' "$err" | grep -o 'src=' | wc -l)" 1
done

refused 3 'no file' workflow run none.scxml
refused 3 'no chart' workflow run "$samples/play.sh"
refused 2 'no operand' workflow run
refused 2 'an event without a name' workflow run door.scxml --event '=x'
refused 3 'data that is no XML' workflow run door.scxml --event 'open=<a>'
refused 2 'its options are not for show' workflow show filing --trace

# The W3C's tests, each in a process of its own.
suite=${GUIWEN_SHARED:-$root/../shared}/data/scxml-irp
if [ -d "$suite" ]; then
	count=0 bad=
	for f in "$suite"/xpath/*.scxml "$suite"/null/*.scxml; do
		case $f in *sub[0-9]*) continue ;; esac
		count=$((count + 1))
		last=$("$guiwen" workflow run "$f" </dev/null 2>/dev/null |
		    tail -n 1)
		[ "$last" = 'final pass' ] || bad="$bad $f: $last"
	done
	is "all $count of the W3C's documents pass" "$bad" ''
else
	skip "the W3C's documents are not there"
fi
done_testing
