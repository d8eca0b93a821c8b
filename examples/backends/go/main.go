// A backend for `verify()` with nothing but the standard library, for Go 1.19 or later.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
)

var (
	apiKey, baseURL = os.Getenv("FLOW_API_KEY"), os.Getenv("FLOW_BASE_URL")
	allowedOrigin   = os.Getenv("FLOW_ALLOWED_ORIGIN")
	users           = regexp.MustCompile(`^Bearer (\w+)-demo-token$`)
	paths           = regexp.MustCompile(`^/api/flow(?:/([\w-]{1,200}))?$`)
	notPassed       = regexp.MustCompile(`^(FAILED|EXPIRED|REJECTED|ERROR|CANCELL?ED|ABORTED)([^A-Z]|$)`)
	stopped         = regexp.MustCompile(`^(CANCEL|ABORTED)`)
	// `verify()` waits 30 s. A redirect of the service is an error: following it could give the key to another server.
	client = http.Client{Timeout: 20 * time.Second, CheckRedirect: refuse}
)

type object = map[string]any

// A failure is an error response. The functions below panic with it, and `flow` recovers.
type failure struct {
	status    int
	code      string
	retryable bool
}

func check(ok bool, status int, code string, retryable bool) {
	if !ok {
		panic(failure{status, code, retryable})
	}
}

func refuse(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// currentUser identifies the user. Your application's own authentication belongs here; this one is for demonstrations.
func currentUser(r *http.Request) string {
	match := users.FindStringSubmatch(r.Header.Get("Authorization"))
	check(match != nil, 401, "unauthorized", false)
	return match[1]
}

// tokenFor binds a session to a user until a time, so that this backend stores nothing.
func tokenFor(id, user, expires string) string {
	mac := hmac.New(sha256.New, []byte("session token "+apiKey))
	io.WriteString(mac, expires+"\n"+id+"\n"+user)
	return fmt.Sprintf("%s/%x", expires, mac.Sum(nil))
}

func flow(w http.ResponseWriter, r *http.Request) {
	header, origin, status, body := w.Header(), r.Header.Get("Origin"), 0, object{}
	defer func() {
		if thrown := recover(); thrown != nil {
			f, ok := thrown.(failure)
			if !ok {
				log.Printf("%s: %T", r.Method, thrown) // not its text, which may contain the key
				f = failure{500, "internal", false}
			}
			message := http.StatusText(f.status)
			status, body["error"] = f.status, object{"code": f.code, "message": message, "retryable": f.retryable}
		}
		w.WriteHeader(status)
		text, _ := json.Marshal(body)                                        // `{}` for a preflight, whose body is not sent
		w.Write(bytes.ReplaceAll(text, []byte(apiKey), []byte("[removed]"))) // A text of the service may contain it.
	}()
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Type", "application/json")
	header.Set("Vary", "Origin")
	if origin != "" && origin == allowedOrigin {
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Allow-Credentials", "true")
		header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Flow-Token")
		header.Set("Access-Control-Expose-Headers", "Retry-After")
	}
	match := paths.FindStringSubmatch(r.URL.EscapedPath())
	check(match != nil, 404, "not-found", false)
	switch isSession := match[1] != ""; {
	case r.Method == "OPTIONS" && r.Header.Get("Access-Control-Request-Method") != "":
		status = 204
	case isSession && r.Method == "GET":
		status, body = 200, readVerdict(w, r, match[1])
	case !isSession && r.Method == "POST":
		status, body = 201, createSession(w, r)
	default:
		header.Set("Allow", map[bool]string{true: "GET", false: "POST"}[isSession])
		check(false, 405, "method-not-allowed", false)
	}
}

func createSession(w http.ResponseWriter, r *http.Request) object {
	// CSRF protection: a page of another origin must not create sessions for a user who is signed in.
	origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	same := site == "same-origin" || site == "none" || site == "" && strings.HasSuffix(origin, "://"+r.Host)
	check(same || origin+site == "" || origin == allowedOrigin && origin != "", 403, "forbidden", false)
	user := currentUser(r)
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 65_536))
	check(!os.IsTimeout(err), 408, "body-timeout", true)
	check(err == nil, 413, "body-too-large", false)
	if len(text) > 0 { // It is only checked: metadata should come from your code, not from the page.
		mediaType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		check(strings.TrimSpace(mediaType) == "application/json", 415, "unsupported-media-type", false)
		var body object
		check(json.Unmarshal(text, &body) == nil && body != nil, 400, "invalid-body", false)
	}
	text, _ = json.Marshal(object{"api_key": apiKey})
	id, _ := askService(w, "POST", "create/", text)["session_id"].(string)
	check(id != "" && paths.MatchString("/api/flow/"+id), 502, "invalid-response", false)
	expires := time.Now().UTC().Add(time.Hour).Format(time.RFC3339)
	return object{"session_id": id, "token": tokenFor(id, user, expires), "expires_at": expires}
}

func readVerdict(w http.ResponseWriter, r *http.Request, id string) object {
	token := r.Header.Get("X-Flow-Token")
	expires, _, _ := strings.Cut(token, "/")
	valid := hmac.Equal([]byte(token), []byte(tokenFor(id, currentUser(r), expires))) // in constant time
	check(valid && expires > time.Now().UTC().Format(time.RFC3339), 404, "not-found", false)
	query := url.Values{"session_id": {id}, "flow_api_key": {apiKey}}
	result := askService(w, "GET", "result/?"+query.Encode(), nil)
	check(result["id"] == id, 502, "invalid-response", false)
	return verdictOf(id, result)
}

// askService sends a request once: `verify()` repeats its own, and a repeated POST could cost a second session.
func askService(w http.ResponseWriter, method, path string, body []byte) (result object) {
	request, err := http.NewRequest(method, baseURL+"/api/v1/flows/session/"+path, bytes.NewReader(body))
	check(err == nil, 500, "internal", false)
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request) // An error contains the URL and so the key: it is not logged.
	var text []byte
	if err == nil {
		defer response.Body.Close()
		text, err = io.ReadAll(io.LimitReader(response.Body, 16_000_000)) // A result may contain documents.
	}
	check(!os.IsTimeout(err), 504, "timeout", true)
	check(err == nil, 502, "network", true)
	status := response.StatusCode
	check(status != 404 || method == "POST", 404, "not-found", false)
	w.Header()["Retry-After"] = response.Header["Retry-After"]
	check(status != 429, 429, "rate-limited", true)
	check(status/100 == 2, 502, "http", status >= 500 || status == 408 || status == 425)
	check(json.Unmarshal(text, &result) == nil && result != nil, 502, "invalid-response", false)
	return result
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

func main() {
	if baseURL == "" {
		baseURL = "https://kyc.biometric.kz"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil || apiKey == "" {
		log.Fatal("FLOW_API_KEY must be set and PORT must be free: ", err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	server := http.Server{Handler: http.HandlerFunc(flow), ReadTimeout: 10 * time.Second}
	log.Fatal(server.Serve(listener))
}
