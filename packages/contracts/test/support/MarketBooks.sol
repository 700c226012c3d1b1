// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../../src/IGPUVault.sol";
import {VaultTest} from "./VaultTest.sol";

/// @dev A random market's own books, kept by the design's rules and never read from the vault, and what must hold
/// between the two after every move. Of rentals only those a move has touched are looked at; at the end all are, so
/// that none changes unseen.
abstract contract MarketBooks is VaultTest {
    struct Book {
        address customer;
        uint64 rate;
        uint32 used;
        address provider;
        uint32 term;
        uint40 openedAt;
        uint16 feeBps;
        bool open;
        address key;
        uint40 stoppedAt;
        uint96 keyPart;
    }

    /// @dev A rental as it was before the move.
    struct Before {
        uint64 id;
        uint32 used;
        bool open;
    }

    uint256 internal constant CUSTOMERS = 2;
    uint256 internal constant KEYS = 2;

    uint256 public donated;
    /// @dev Moves begun, and those that went through; the latter also by kind.
    uint256 public moves;
    uint256 public through;
    mapping(bytes32 kind => uint256) public went;
    bytes32[] public kinds;

    /// @dev Customers first.
    address[] internal accounts;
    address[] internal sessions;
    Book[] internal books;
    uint64[] internal live;
    uint256 internal held;
    mapping(address account => uint256) internal owed;
    mapping(address customer => mapping(address key => uint256)) internal spentOf;
    address internal payee;
    uint16 internal fee;

    /// @dev Whose word the move is made on: he alone may have less than before.
    address internal author;
    mapping(address account => uint256) private _balanceBefore;
    Before[] private _touched;

    modifier move(bytes32 kind) {
        delete _touched;
        author = address(0);
        ++moves;
        _;
        _holds_balancesAndHoldsAreWhatTheVaultHolds();
        for (uint256 i = 0; i < _touched.length; ++i) {
            _holds_aHoldIsAtMostRateTimesTermAndExactlyWhatIsLeft(_touched[i].id);
            _holds_usedSecondsNeverDecreaseNorPassTheTerm(_touched[i]);
            _holds_whatAKeyHasSpentIsWhatItHasOutPlusWhatWasUsed(_touched[i].id);
        }
        if (went[kind]++ == 0) kinds.push(kind);
        ++through;
    }

    function kindCount() external view returns (uint256) {
        return kinds.length;
    }

    function _touch(uint64 id) internal {
        _touched.push(Before(id, books[id].used, books[id].open));
    }

    // Writing

    function _bookOpening(IGPUVault.RentalOrder memory order, address key) internal {
        Book storage book = books.push();
        (book.customer, book.provider) = (order.customer, order.provider);
        (book.rate, book.term, book.feeBps) = (order.ratePerSecond, order.maxSeconds, fee);
        (book.openedAt, book.open) = (uint40(block.timestamp), true);
        live.push(order.rentalId);
        _touch(order.rentalId);
        _bookHold(order.rentalId, key, uint256(order.ratePerSecond) * order.maxSeconds);
    }

    /// @dev `key` zero: the customer's own signature.
    function _bookHold(uint64 id, address key, uint256 amount) internal {
        Book storage book = books[id];
        owed[book.customer] -= amount;
        held += amount;
        if (key == address(0)) return;
        book.key = key;
        book.keyPart += uint96(amount);
        spentOf[book.customer][key] += amount;
    }

    function _bookUsage(uint64 id, uint32 used) internal {
        Book storage book = books[id];
        uint256 charge = uint256(book.rate) * (used - book.used);
        uint256 share = charge * book.feeBps / 10_000;
        owed[book.provider] += charge - share;
        owed[payee] += share;
        held -= charge;
        book.used = used;
    }

    function _bookClosing(uint64 id) internal {
        Book storage book = books[id];
        uint256 refund = uint256(book.rate) * (book.term - book.used);
        owed[book.customer] += refund;
        held -= refund;
        spentOf[book.customer][book.key] -= refund < book.keyPart ? refund : book.keyPart;
        book.open = false;
        for (uint256 i = 0; i < live.length; ++i) {
            if (live[i] != id) continue;
            live[i] = live[live.length - 1];
            live.pop();
            return;
        }
    }

    // What must hold

    /// @dev To the unit; and each balance is what came in and was earned less what went out, and fell by nobody's word
    /// but its owner's.
    function _holds_balancesAndHoldsAreWhatTheVaultHolds() internal {
        uint256 sum = donated + held;
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            uint256 balance = vault.balanceOf(account);
            require(balance == owed[account], "a balance is not what it should be");
            uint256 before = _balanceBefore[account];
            if (balance != before) _holds_nobodysBalanceFallsWithoutHisWord(account, before, balance);
            sum += balance;
        }
        require(sum == _moneyOf(address(vault)), "balances + holds are not what the vault holds");
    }

    function _holds_nobodysBalanceFallsWithoutHisWord(address account, uint256 before, uint256 balance) private {
        require(balance > before || account == author, "a balance fell without its owner's word");
        _balanceBefore[account] = balance;
    }

    function _holds_aHoldIsAtMostRateTimesTermAndExactlyWhatIsLeft(uint64 id) private view {
        Book storage book = books[id];
        uint256 hold = vault.holdOf(id);
        require(hold <= uint256(book.rate) * book.term, "a hold is beyond rate * term");
        require(hold == (book.open ? uint256(book.rate) * (book.term - book.used) : 0), "a hold is not what is left");
    }

    function _holds_usedSecondsNeverDecreaseNorPassTheTerm(Before storage before) private view {
        IGPUVault.Rental memory r = vault.rental(before.id);
        Book storage book = books[before.id];
        require(before.used <= r.usedSeconds && r.usedSeconds <= r.maxSeconds, "used seconds");
        require(r.usedSeconds == book.used && r.stoppedAt == book.stoppedAt, "a rental is not what it should be");
        _holds_whatIsClosedStaysClosed(before, r.open);
    }

    function _holds_whatIsClosedStaysClosed(Before storage before, bool open) private view {
        require(before.open || !open, "a closed rental is open again");
        require(open == books[before.id].open, "open");
    }

    function _holds_whatAKeyHasSpentIsWhatItHasOutPlusWhatWasUsed(uint64 id) private view {
        Book storage book = books[id];
        if (book.key == address(0)) return;
        (, uint256 spent,) = vault.sessionKey(book.customer, book.key);
        require(spent == spentOf[book.customer][book.key], "spent");
    }

    /// @dev Every rental there ever was, and every key.
    function _holds_noRentalChangesUnseen() internal view {
        uint256 sum;
        for (uint64 id = 0; id < books.length; ++id) {
            _holds_aHoldIsAtMostRateTimesTermAndExactlyWhatIsLeft(id);
            _holds_whatAKeyHasSpentIsWhatItHasOutPlusWhatWasUsed(id);
            IGPUVault.Rental memory r = vault.rental(id);
            require(r.usedSeconds == books[id].used && r.open == books[id].open, "a rental changed unseen");
            sum += vault.holdOf(id);
        }
        require(sum == held, "holds");
    }
}
