<?php

/** A backend for `verify()` without a framework, for PHP 8.2 or later with the extension curl. */

declare(strict_types=1);

ini_set('display_errors', '0'); // The texts of errors belong in the log.

define('API_KEY', getenv('FLOW_API_KEY') ?: exit('Set FLOW_API_KEY.'));
define('BASE_URL', getenv('FLOW_BASE_URL') ?: 'https://kyc.biometric.kz');
define('ALLOWED_ORIGIN', getenv('FLOW_ALLOWED_ORIGIN') ?: null);
define('IS_ALLOWED_ORIGIN', ALLOWED_ORIGIN !== null && ($_SERVER['HTTP_ORIGIN'] ?? null) === ALLOWED_ORIGIN);

/** Responds with an error, made from the other arguments, unless a condition is met. */
function check(bool $condition, int $status, string $code, bool $retryable = false, array $headers = []): void
{
    if (!$condition) {
        $error = ['code' => $code, 'message' => str_replace('-', ' ', $code), 'retryable' => $retryable];
        respond($status, ['error' => $error], $headers);
    }
}

/** Your application's own authentication belongs here. This one is for demonstrations only. */
function currentUser(): string
{
    $isUser = preg_match('/^Bearer (\w+)-demo-token$/D', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $match);
    check($isUser === 1, 401, 'unauthorized');
    return $match[1];
}

/** Binds a session to a user until a time, so that this backend stores nothing. */
function tokenFor(string $id, string $user, int $expires): string
{
    $key = hash_hkdf('sha256', API_KEY, info: 'session token');
    return "$expires." . hash_hmac('sha256', "$expires\n$id\n$user", $key);
}

function createSession(): array
{
    // CSRF protection: a page of another origin must not create sessions for a user who is signed in.
    $origin = $_SERVER['HTTP_ORIGIN'] ?? null;
    $isSameHost = $origin === null || preg_replace('#^https?://#', '', $origin) === $_SERVER['HTTP_HOST'];
    $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? ($isSameHost ? 'same-origin' : 'cross-site');
    check(IS_ALLOWED_ORIGIN || in_array($site, ['same-origin', 'none'], true), 403, 'forbidden');
    $user = currentUser();
    // The body is only checked: metadata should come from your code. PHP discards one longer than `post_max_size`.
    $body = file_get_contents('php://input', length: 65_537);
    check(max(strlen($body), (int) ($_SERVER['CONTENT_LENGTH'] ?? 0)) <= 65_536, 413, 'body-too-large');
    $isJson = str_starts_with($_SERVER['CONTENT_TYPE'] ?? '', 'application/json');
    check($body === '' || $isJson, 415, 'unsupported-media-type');
    check($body === '' || json_decode($body) instanceof stdClass, 400, 'invalid-body');
    $id = askService('create/', json_encode(['api_key' => API_KEY]))->session_id ?? null;
    check(is_string($id) && preg_match('/^[\w-]{1,200}$/D', $id) === 1, 502, 'invalid-response');
    $expires = time() + 3600;
    return ['session_id' => $id, 'token' => tokenFor($id, $user, $expires), 'expires_at' => date(DATE_ATOM, $expires)];
}

function readVerdict(string $id): array
{
    $token = $_SERVER['HTTP_X_FLOW_TOKEN'] ?? '';
    $expires = (int) explode('.', $token)[0];
    check(hash_equals(tokenFor($id, currentUser(), $expires), $token) && $expires > time(), 404, 'not-found');
    $result = askService('result/?' . http_build_query(['session_id' => $id, 'flow_api_key' => API_KEY]));
    check(($result->id ?? null) === $id, 502, 'invalid-response');
    return ['session_id' => $id] + verdictOf($result);
}

/** Sends a request once: `verify()` repeats its own, and a repeated POST could cost a second session. */
function askService(string $path, ?string $body = null): stdClass
{
    $text = '';
    $curl = curl_init(BASE_URL . "/api/v1/flows/session/$path");
    curl_setopt_array($curl, ($body === null ? [] : [CURLOPT_POSTFIELDS => $body]) + [
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
        CURLOPT_FOLLOWLOCATION => false, // A redirect could lead the key to another server.
        CURLOPT_TIMEOUT => 20, // `verify()` waits 30 s.
        CURLOPT_WRITEFUNCTION => function ($curl, string $chunk) use (&$text): int {
            $text .= $chunk;
            return strlen($text) > 16_000_000 ? -1 : strlen($chunk); // A result may contain documents.
        },
    ]);
    curl_exec($curl);
    [$error, $status] = [curl_errno($curl), curl_getinfo($curl, CURLINFO_RESPONSE_CODE)];
    check($error !== CURLE_OPERATION_TIMEDOUT, 504, 'timeout', true);
    check($error !== CURLE_WRITE_ERROR, 502, 'invalid-response');
    check($error === 0, 502, 'network', true);
    check($status !== 404 || $body !== null, 404, 'not-found');
    $delay = curl_getinfo($curl, CURLINFO_RETRY_AFTER);
    check($status !== 429, 429, 'rate-limited', true, $delay > 0 ? ['Retry-After' => $delay] : []);
    check(intdiv($status, 100) === 2, 502, 'http', $status >= 500 || in_array($status, [408, 425], true));
    $result = json_decode($text);
    check($result instanceof stdClass, 502, 'invalid-response');
    return $result;
}

/** Follows docs/service.md, "From a result to a verdict". In doubt, the user has not passed. */
function verdictOf(stdClass $result): array
{
    $isPart = fn ($value, $name) => $value instanceof stdClass && str_ends_with((string) $name, '_result');
    $parts = array_filter(get_object_vars($result), $isPart, ARRAY_FILTER_USE_BOTH);
    $fields = [$result->flow_session_failure_reasons ?? null, ...array_column($parts, 'failure_reason')];
    $entries = array_merge(...array_map(fn ($field) => is_array($field) ? $field : [$field], $fields));
    $reasons = [];
    foreach (array_filter($entries, fn ($entry) => $entry !== '' && (array) $entry !== []) as $entry) {
        $entry = $entry instanceof stdClass ? get_object_vars($entry) : ['detail' => $entry];
        $texts = array_map('strval', array_filter($entry, is_scalar(...)));
        $reason = ['type' => $texts['type'] ?? 'OTHER', 'detail' => $texts['detail'] ?? null];
        $reasons[implode(': ', $reason)] = $reason;
    }
    $status = is_string($result->status ?? '') ? strtoupper(trim($result->status ?? '')) : 'UNKNOWN';
    $isFinal = preg_match('/^(FINISHED$|(FAILED|EXPIRED|REJECTED|ERROR|CANCELL?ED|ABORTED)(?![A-Z]))/D', $status) === 1
        || ($status !== 'PROGRESS' && is_string($result->finished_at ?? null));
    $passed = ($result->flow_session_result ?? null) === true && in_array($status, ['FINISHED', ''], true)
        && $reasons === [] && !in_array(false, array_column($parts, 'result'), true);
    $gaveUp = isset($reasons['CLIENT: Operation aborted by user']) || preg_match('/^(CANCEL|ABORTED)/', $status) === 1;
    return [
        'status' => $status !== '' ? $status : ($isFinal ? 'FINISHED' : 'PROGRESS'),
        'passed' => $isFinal ? $passed : null,
        'cancelled' => $isFinal && !$passed && $gaveUp,
        'failure_reasons' => array_values($reasons),
    ];
}

/** Sends a response and ends the script. */
function respond(int $status, array $body, array $headers = []): never
{
    http_response_code($status);
    $headers += ['Content-Type' => 'application/json', 'Cache-Control' => 'no-store', 'Vary' => 'Origin'];
    if (IS_ALLOWED_ORIGIN) {
        $headers += ['Access-Control-Allow-Origin' => ALLOWED_ORIGIN, 'Access-Control-Allow-Credentials' => 'true'];
        $headers['Access-Control-Allow-Headers'] = 'Authorization, Content-Type, X-Flow-Token';
        $headers['Access-Control-Expose-Headers'] = 'Retry-After';
    }
    foreach ($headers as $name => $value) {
        header("$name: $value");
    }
    exit(str_replace(API_KEY, '[removed]', json_encode($body, JSON_UNESCAPED_SLASHES))); // if the service repeats it
}

set_exception_handler(function (Throwable $thrown): never {
    error_log($thrown::class . ' in line ' . $thrown->getLine()); // not its text, which may contain the key
    check(false, 500, 'internal');
});
check(preg_match('#^/api/flow(?:/([\w-]{1,200}))?(?:\?|$)#D', $_SERVER['REQUEST_URI'], $match) === 1, 404, 'not-found');
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS' && isset($_SERVER['HTTP_ACCESS_CONTROL_REQUEST_METHOD'])) {
    respond(200, []);
}
$allowed = isset($match[1]) ? 'GET' : 'POST';
check($_SERVER['REQUEST_METHOD'] === $allowed, 405, 'method-not-allowed', headers: ['Allow' => $allowed]);
isset($match[1]) ? respond(200, readVerdict($match[1])) : respond(201, createSession());
