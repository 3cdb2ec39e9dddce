<?php
namespace App\Http\Controllers;
use App\Models\Note;
class A extends Controller {
    public function __construct() { $this->middleware('auth')->except('two'); }
    public function one() { return response()->json(Note::all()); }
    public function two() { return response()->json(Note::all()); }
}
