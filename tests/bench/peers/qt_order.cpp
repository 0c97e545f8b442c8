/* qt_order.cpp: Qt's side of the comparison with peers, in its fastest way */
#include "qt_chart.h"

#include <QCoreApplication>
#include <QScxmlStateMachine>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

static const int cycles = 100;	/* between two looks at the clock */

struct Bench {
	std::vector<QString> events;
	double seconds;
	const char *path;	/* of the chart read at run time, or null */
};

static double
now_s()
{
	using namespace std::chrono;

	return duration<double>(
	    steady_clock::now().time_since_epoch()).count();
}

/*
 * The machine works when the event loop comes round. Handing out what was
 * posted is the shortest way there: processEvents() also asks the system for
 * input each time and is slower.
 */
static void
settle()
{
	QCoreApplication::sendPostedEvents();
}

static std::unique_ptr<QScxmlStateMachine>
start(const Bench &b)
{
	std::unique_ptr<QScxmlStateMachine> m;

	if (b.path != nullptr)
		m.reset(QScxmlStateMachine::fromFile(b.path));
	else
		m.reset(new QtChart);
	m->start();
	settle();
	return m;
}

static void
one_at_a_time(QScxmlStateMachine &m, const Bench &b)
{
	for (int i = 0; i < cycles; i++)
		for (const QString &event : b.events) {
			m.submitEvent(event);
			settle();
		}
}

static void
queued(QScxmlStateMachine &m, const Bench &b)
{
	for (int i = 0; i < cycles; i++)
		for (const QString &event : b.events)
			m.submitEvent(event);
	settle();
}

static void
measure_events(const Bench &b, void (*run)(QScxmlStateMachine &,
    const Bench &))
{
	std::unique_ptr<QScxmlStateMachine> m = start(b);
	double from = now_s(), to = from;
	size_t n = 0;

	for (; to - from < b.seconds; to = now_s()) {
		run(*m, b);
		n += cycles * b.events.size();
	}
	printf("%.0f\n", (double)n / (to - from));
}

static void
measure_starts(const Bench &b)
{
	double from = now_s(), to = from;
	size_t n = 0;

	for (; to - from < b.seconds; to = now_s())
		for (int i = 0; i < cycles; i++, n++)
			start(b);
	printf("%.0f\n", (double)n / (to - from));
}

static void
print_configuration(const QScxmlStateMachine &m)
{
	QStringList names = m.activeStateNames(false);

	names.sort();
	printf("%s\n", names.join(' ').toUtf8().constData());
}

/* Where each event of two cycles leads: both sides must say the same. */
static void
trace(const Bench &b)
{
	std::unique_ptr<QScxmlStateMachine> m = start(b);

	for (size_t i = 0; i <= 2 * b.events.size(); i++) {
		print_configuration(*m);
		m->submitEvent(b.events[i % b.events.size()]);
		settle();
	}
}

int
main(int argc, char **argv)
{
	if (argc < 5) {
		fprintf(stderr, "usage: qt_order trace|one|queued|starts|version "
		    "SECONDS CHART|- EVENT...\n");
		return 2;
	}

	QCoreApplication app(argc, argv);
	Bench b;

	b.seconds = strtod(argv[2], nullptr);
	b.path = strcmp(argv[3], "-") == 0 ? nullptr : argv[3];
	for (int i = 4; i < argc; i++)
		b.events.push_back(QString::fromUtf8(argv[i]));
	if (strcmp(argv[1], "version") == 0)
		printf("%s\n", qVersion());
	else if (strcmp(argv[1], "trace") == 0)
		trace(b);
	else if (strcmp(argv[1], "starts") == 0)
		measure_starts(b);
	else
		measure_events(b, strcmp(argv[1], "queued") == 0 ? queued :
		    one_at_a_time);
	return 0;
}
