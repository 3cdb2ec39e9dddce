<?php
namespace App\Http\Controllers;
use App\Models\Note;
class D extends Controller {
    public function __construct() { $this->middleware(function ($request, $next) {
        if (!hash_equals(config('app.key_of'), (string) $request->header('X-Key'))) { abort(401); }
        return $next($request);
    }); }
    public function one() { return response()->json(Note::all()); }
    public function __invoke() { return response()->json(Note::all()); }
}
