package main

import (
	"crypto/hmac"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

var (
	notPassed = regexp.MustCompile(`^(FAILED|EXPIRED|REJECTED|ERROR|CANCELL?ED|ABORTED)([^A-Z]|$)`)
	stopped   = regexp.MustCompile(`^(CANCEL|ABORTED)`)
)

// readVerdict checks the token of the page, reads the result from the service and returns the verdict.
func readVerdict(w http.ResponseWriter, r *http.Request, id string) object {
	token := r.Header.Get("X-Flow-Token")
	expires, _, _ := strings.Cut(token, "/")
	valid := hmac.Equal([]byte(token), []byte(tokenFor(id, currentUser(r), expires))) // in constant time
	check(valid && expires > time.Now().UTC().Format(time.RFC3339), 404, "not-found", false)
	query := url.Values{"session_id": {id}, "flow_api_key": {apiKey}}
	result := askService(w, "GET", "result/?"+query.Encode(), "")
	check(result["id"] == id, 502, "invalid-response", false)
	return verdictOf(id, result)
}

// verdictOf follows docs/service.md, "From a result to a verdict". In doubt, the user has not passed.
func verdictOf(id string, result object) object {
	reasons, passed := entries(result["flow_session_failure_reasons"]), result["flow_session_result"] == true
	for name, value := range result {
		if part, ok := value.(object); ok && strings.HasSuffix(name, "_result") {
			reasons, passed = append(reasons, entries(part["failure_reason"])...), passed && part["result"] != false
		}
	}
	seen, list := map[string]bool{}, []object{}
	for _, entry := range reasons {
		reason, ok := entry.(object)
		if !ok {
			reason = object{"type": "OTHER", "detail": entry}
		}
		if key := fmt.Sprint(reason["type"], ": ", reason["detail"]); !seen[key] {
			seen[key], list = true, append(list, object{"type": reason["type"], "detail": reason["detail"]})
		}
	}
	word, isText := result["status"].(string)
	status := strings.ToUpper(strings.TrimSpace(word))
	if !isText && result["status"] != nil {
		status = "UNKNOWN"
	}
	finishedAt, _ := result["finished_at"].(string)
	ended := status == "FINISHED" || notPassed.MatchString(status) || status != "PROGRESS" && finishedAt != ""
	passed = passed && len(list) == 0 && (status == "FINISHED" || status == "")
	gaveUp := seen["CLIENT: Operation aborted by user"] || stopped.MatchString(status)
	verdict := object{"session_id": id, "status": status, "failure_reasons": list}
	switch {
	case ended:
		verdict["passed"], verdict["cancelled"] = passed, gaveUp && !passed
	case status == "":
		verdict["status"] = "PROGRESS"
	}
	return verdict
}

// entries returns the entries of a list, or the one value that is not a list. An empty value has none.
func entries(value any) []any {
	list, ok := value.([]any)
	if !ok && value != nil && value != "" {
		list = []any{value}
	}
	return list
}
