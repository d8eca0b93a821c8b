// A backend for `verify()` with nothing but the standard library, for Go 1.19 or later. Copy both files.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
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
	// `verify()` waits 30 s. A redirect of the service is an error: following it could give the key to another server.
	client = http.Client{Timeout: 20 * time.Second, CheckRedirect: refuse}
)

type object = map[string]any

// A failure is an error response. The functions below panic with it, and `flow` recovers.
type failure struct {
	status int
	error  object
}

func check(ok bool, status int, code string, retryable bool) {
	if !ok {
		panic(failure{status, object{"code": code, "message": http.StatusText(status), "retryable": retryable}})
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
				f = failure{500, object{"code": "internal", "message": "Internal Server Error", "retryable": false}}
			}
			status, body["error"] = f.status, f.error
		}
		w.WriteHeader(status)
		text, _ := json.Marshal(body)
		io.WriteString(w, strings.ReplaceAll(string(text), apiKey, "[removed]")) // in case the service repeats the key
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
		check(strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"), 415, "unsupported-media-type", false)
		var body object
		check(json.Unmarshal(text, &body) == nil && body != nil, 400, "invalid-body", false)
	}
	text, _ = json.Marshal(object{"api_key": apiKey})
	id, _ := askService(w, "POST", "create/", string(text))["session_id"].(string)
	check(id != "" && paths.MatchString("/api/flow/"+id), 502, "invalid-response", false)
	expires := time.Now().UTC().Add(time.Hour).Format(time.RFC3339)
	return object{"session_id": id, "token": tokenFor(id, user, expires), "expires_at": expires}
}

// askService sends a request once: `verify()` repeats its own, and a repeated POST could cost a second session.
func askService(w http.ResponseWriter, method, path, body string) (result object) {
	request, err := http.NewRequest(method, baseURL+"/api/v1/flows/session/"+path, strings.NewReader(body))
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

func main() {
	if baseURL == "" {
		baseURL = "https://kyc.biometric.kz"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil || apiKey == "" {
		log.Fatal("FLOW_API_KEY must be set and PORT must be free: ", err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	log.Fatal((&http.Server{Handler: http.HandlerFunc(flow), ReadTimeout: 10 * time.Second}).Serve(listener))
}
