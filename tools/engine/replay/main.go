// Replay answers what Pulumi itself makes of a journal: tests compare stackwright.state.journal with it.
//
// Each line of standard input is a request, each line of standard output its answer, until the input ends.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/pulumi/pulumi/pkg/v3/backend"
	"github.com/pulumi/pulumi/pkg/v3/resource/stack/snapshot"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

type request struct {
	// The deployment that the entries are replayed on; or that is judged, if there is no journal.
	Base *apitype.DeploymentV3 `json:"base"`
	// The journal, in the order of replay; null asks for a judgement of the base as it is.
	Entries []apitype.JournalEntry `json:"entries"`
}

type answer struct {
	// What the replay made; absent if it failed or was not asked for.
	Result *apitype.TypedDeployment `json:"result,omitempty"`
	// What is wrong with the result, or with the base: the first thing that Pulumi finds.
	Integrity string `json:"integrity"`
	// Why there is no result.
	Error string `json:"error"`
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return
		}
		if err == nil {
			err = answers.Encode(respond(line))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func respond(line []byte) (reply answer) {
	defer func() {
		if reason := recover(); reason != nil {
			reply = answer{Error: fmt.Sprint(reason)}
		}
	}()
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: err.Error()}
	}
	if asked.Entries == nil {
		return answer{Integrity: judge(asked.Base)}
	}
	result, err := replay(asked)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Result: &result, Integrity: judge(result.Deployment)}
}

func replay(asked request) (apitype.TypedDeployment, error) {
	if asked.Base == nil {
		asked.Base = &apitype.DeploymentV3{}
	}
	replayer := backend.NewJournalReplayer(asked.Base)
	for _, entry := range asked.Entries {
		if err := replayer.Add(entry); err != nil {
			return apitype.TypedDeployment{}, err
		}
	}
	return replayer.GenerateDeployment()
}

func judge(deployment *apitype.DeploymentV3) string {
	if err := snapshot.VerifyIntegrity(deployment); err != nil {
		return err.Error()
	}
	return ""
}
