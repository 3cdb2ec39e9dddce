<?php
namespace App\Http\Middleware;
use Closure;
class AskKey {
    public function handle($request, Closure $next) {
        if (!hash_equals(config('app.key_of'), (string) $request->header('X-Key'))) {
            abort(401);
        }
        return $next($request);
    }
}
