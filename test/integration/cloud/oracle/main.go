// oracle DETECTOR...: what the OpenTelemetry Collector's own resource detection (processor resourcedetection) finds here,
// as one JSON object of resource attributes.  The telinject tests hold the runtime's facts against it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/resourcedetectionprocessor"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor/processortest"
)

func detect(detectors []any) (map[string]any, error) {
	ctx := context.Background()
	factory := resourcedetectionprocessor.NewFactory()
	config := factory.CreateDefaultConfig()
	settings := confmap.NewFromStringMap(map[string]any{"detectors": detectors, "timeout": "5s", "override": true})
	if err := settings.Unmarshal(config); err != nil {
		return nil, err
	}
	sink := new(consumertest.LogsSink)
	processor, err := factory.CreateLogs(ctx, processortest.NewNopSettings(factory.Type()), config, sink)
	if err != nil {
		return nil, err
	}
	if err := processor.Start(ctx, componenttest.NewNopHost()); err != nil {
		return nil, err
	}
	logs := plog.NewLogs()
	logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	if err := processor.ConsumeLogs(ctx, logs); err != nil {
		return nil, err
	}
	return sink.AllLogs()[0].ResourceLogs().At(0).Resource().Attributes().AsRaw(), nil
}

func main() {
	var detectors []any
	for _, name := range os.Args[1:] {
		detectors = append(detectors, name)
	}
	attributes, err := detect(detectors)
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(attributes); err != nil {
		os.Exit(1)
	}
}
